// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What the lanes of a feed tell each other, readable while somebody iterates.
final class FeedBoard: Sendable {
    private struct State {
        /// Sources a push asks to be polled, by their places.
        var woken: Set<Int> = []
        /// Why nothing is polled any more.
        var end: CallFunnelError?
        var isReceiverClosed = false
    }

    private let sources: [Watcher.Source]
    private let timing: Timing
    private let wakesPolls: Bool
    private let observe: @Sendable (EventFeed.Observation) -> Void
    private let state = Mutex(State())

    init(
        sources: [Watcher.Source], timing: Timing, wakesPolls: Bool,
        observe: @escaping @Sendable (EventFeed.Observation) -> Void
    ) {
        self.sources = sources
        self.timing = timing
        self.wakesPolls = wakesPolls
        self.observe = observe
    }

    /// A push was admitted.
    func heard(_ news: PushNews) {
        switch news {
        case .granted(let event):
            guard wakesPolls else { return }
            let concerned = sources.indices.filter { sources[$0].isConcerned(by: event) }
            state.withLock { $0.woken.formUnion(concerned) }
        case .shown: break
        }
    }

    /// A poll showed events.
    func saw(_ shown: Poll.Shown) {}

    func takeWoken() -> [Int] {
        let woken = state.withLock { state in
            defer { state.woken = [] }
            return state.woken.sorted()
        }
        for index in woken { observe(.woke(sources[index])) }
        return woken
    }

    /// A loop begins: its polls may succeed where those of the last one did not.
    func begin() {
        state.withLock { $0.end = nil }
    }

    func pollsEnded(_ error: CallFunnelError) {
        state.withLock { $0.end = error }
        observe(.pollsEnded(error))
    }

    func pushesEnded() {
        let isNews = state.withLock { state in
            defer { state.isReceiverClosed = true }
            return !state.isReceiverClosed
        }
        if isNews { observe(.pushesEnded) }
    }
}
