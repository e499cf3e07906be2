// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

/// The simulation notices when the watcher is broken: each of these breaks it in one way, from outside.
@Suite struct SabotageTests {
    enum Sabotage: String, CaseIterable, Sendable {
        case recordedAtClaimTime, markMovedEarly, nothingHeldBack, boundarySkipped, noOverlap, onePageOnly
        case claimBurned, retentionTooShort

        /// Some seed among these must fail, and pass without the sabotage.
        static let seeds: Range<UInt64> = 0..<400

        @Sendable func saboteur(_ context: WorldContext) -> any WorldSaboteur {
            switch self {
            case .recordedAtClaimTime: RecordsAtClaimTime()
            case .markMovedEarly: MovesMarksEarly(context: context)
            case .nothingHeldBack: HoldsNothingBack()
            case .boundarySkipped: Rewriting.withoutBoundary
            case .noOverlap: Rewriting.withoutOverlap
            case .onePageOnly: OnePageOnly()
            case .claimBurned: BurnsClaims()
            case .retentionTooShort: ForgetsTooSoon(context)
            }
        }
    }

    @Test(arguments: Sabotage.allCases)
    func `a broken watcher is found out`(sabotage: Sabotage) throws {
        let seed = Sabotage.seeds.first { seed in
            !WorldTrial(WorldPlan(seed: seed), sabotage: sabotage.saboteur).run().holds
        }
        let caught = try #require(seed, "no world in \(Sabotage.seeds) notices \(sabotage)")
        #expect(WorldTrial(WorldPlan(seed: caught)).run().holds)
    }
}
