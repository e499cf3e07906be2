// SPDX-License-Identifier: Apache-2.0

/// How one poll ended. A struct, since tuples as results of child tasks are miscompiled by Swift 6.3 in release builds.
struct PollOutcome: Sendable {
    let source: Int
    /// Of a poll that failed, what it had brought by then.
    let brought: Poll.Brought
    let failure: CallFunnelError?
}

/// How a child task of a round ended.
enum PollEnd: Sendable {
    case read(PollOutcome)
    case interrupted
}

/// The polls of a round that came to an end.
struct PollRound: Sendable {
    private(set) var outcomes: [PollOutcome] = []
    /// Whether others were given up.
    private(set) var isInterrupted = false

    /// Takes in all children of a round of so many polls.
    static func gather(_ count: Int, from group: inout TaskGroup<PollEnd>) async -> PollRound {
        var round = PollRound()
        var unfinished = count
        while let end = await group.next() {
            switch end {
            case .interrupted:
                guard unfinished > 0, !Task.isCancelled else { continue }
                round.isInterrupted = true
                group.cancelAll()
            case .read(let outcome):
                unfinished -= 1
                // Nothing is left to be interrupted.
                if unfinished == 0 { group.cancelAll() }
                // Given up for something else it is as if it had never been begun.
                if round.isInterrupted, outcome.failure?.code == .cancelled, !Task.isCancelled { continue }
                round.outcomes.append(outcome)
            }
        }
        return round
    }
}
