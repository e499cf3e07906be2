// SPDX-License-Identifier: Apache-2.0

/// How long to go on.
enum WatchMode: Hashable, Sendable {
    /// Until cancelled.
    case continuous
    /// One poll of each source.
    case oneTurn
}

/// What is left to poll in a turn that polls each source once.
struct WatchTurn: Sendable {
    let mode: WatchMode
    private(set) var remaining: [Int]
    /// The first failure, thrown after everything else was delivered.
    private(set) var failure: CallFunnelError?

    init(_ mode: WatchMode, sources: Int) {
        self.mode = mode
        remaining = Array(0..<sources)
    }

    /// Another watcher is at these sources.
    mutating func leave(_ sources: [Int]) {
        remaining.removeAll { sources.contains($0) }
    }

    mutating func take(_ outcomes: [PollOutcome]) {
        remaining.removeAll { index in outcomes.contains { $0.source == index } }
        for outcome in outcomes.sorted(by: { $0.source < $1.source }) {
            failure = failure ?? outcome.failure
        }
    }
}
