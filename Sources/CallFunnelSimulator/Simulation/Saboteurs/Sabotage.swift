// SPDX-License-Identifier: Apache-2.0

/// Ways to break a watcher from outside, each of which the simulation must notice.
package enum Sabotage: String, CaseIterable, Sendable {
    case recordedAtClaim = "recorded-at-claim"
    case markMovedEarly = "mark-moved-early"
    case nothingHeldBack = "nothing-held-back"
    case boundarySkipped = "boundary-skipped"
    case noOverlap = "no-overlap"
    case onePageOnly = "one-page-only"
    case pushMovesMarks = "push-moves-marks"
    case claimBurned = "claim-burned"
    case retentionTooShort = "retention-too-short"

    /// The saboteur of one world.
    @Sendable package func saboteur(_ context: WorldContext) -> any WorldSaboteur {
        switch self {
        case .recordedAtClaim: RecordsAtClaimTime()
        case .markMovedEarly: MovesMarksEarly(context: context)
        case .nothingHeldBack: HoldsNothingBack()
        case .boundarySkipped: Rewriting.withoutBoundary
        case .noOverlap: Rewriting.withoutOverlap
        case .onePageOnly: OnePageOnly()
        case .pushMovesMarks: MovesMarksWithPushes(context: context)
        case .claimBurned: BurnsClaims()
        case .retentionTooShort: ForgetsTooSoon(context)
        }
    }
}
