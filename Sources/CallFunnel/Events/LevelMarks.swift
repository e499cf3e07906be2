// SPDX-License-Identifier: Apache-2.0

/// The names under which a ledger keeps how a level stands to its line (C9, C10).
///
/// Crossings are numbered through both lanes, so each is handled once however it is learnt of. Each lane writes marks of
/// its own, as neither can wait for the other: the larger number is the later crossing.
package struct LevelMarks: Hashable, Sendable {
    /// A ``Crossing``: the level as it was last polled.
    package let polled: String
    /// When, by the service's clock, the last crossing was polled.
    package let polledAt: String
    /// The last crossing a poll found and when, written before it is handed out: should the process crash with it, it is handed
    /// out again even if the level has recovered by then.
    package let found: String
    /// The last crossing a push told of, be it that it was polled before.
    package let pushed: String

    private init(_ name: String) {
        polled = name
        polledAt = "\(name)/at"
        found = "\(name)/found"
        pushed = "\(name)/pushed"
    }

    package static let low = LevelMarks("wallet/low")
    package static let exhausted = LevelMarks("wallet/exhausted")
    package static let suspension = LevelMarks("suspension")
    /// The account's id, once a balance named it.
    package static let tenant = "tenant"

    package var names: [String] { [polled, polledAt, found, pushed] }

    /// The marks of the level an event of this type is about; nil for an event that has an id of its own.
    package init?(_ type: EventType) {
        switch type {
        case .walletLow: self = .low
        case .walletExhausted: self = .exhausted
        case .tenantSuspended: self = .suspension
        default: return nil
        }
    }

    /// The level with what both lanes know of it. A push of a later crossing than the last poll found means that the line
    /// was crossed since.
    package func crossing(in marks: [String: String]) -> Crossing {
        let polled = polledCrossing(in: marks)
        let pushed = pushedNumber(in: marks)
        let known = pushed > polled.count ? Crossing(count: pushed, isBelow: true) : polled
        let parts = (marks[found] ?? "").split(separator: " ")
        guard parts.count == 2, let number = Int(parts[0]), number > known.count else { return known }
        return Crossing(count: known.count, isBelow: known.isBelow, owedSince: Timestamp(String(parts[1])))
    }

    /// What is written when a poll has found a crossing that happened or was read at this time.
    func found(_ number: Int, at time: Timestamp?) -> [String: String] {
        time.map { [found: "\(number) \($0)"] } ?? [:]
    }

    func polledCrossing(in marks: [String: String]) -> Crossing {
        marks[polled].flatMap { Crossing($0) } ?? Crossing()
    }

    func pushedNumber(in marks: [String: String]) -> Int {
        max(0, marks[pushed].flatMap { Int($0) } ?? 0)
    }
}
