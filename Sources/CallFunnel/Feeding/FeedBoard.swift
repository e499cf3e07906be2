// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What the lanes of a feed tell each other, readable while somebody iterates.
final class FeedBoard: Sendable {
    struct Setup: Sendable {
        let sources: [Watcher.Source]
        /// The longest wait between polls as the watcher was told.
        let slowest: Duration
        let timing: Timing
        let pushes: EventFeed.Pushes
        let floor: Duration?
        let trust: EventFeed.Trust
        let observe: @Sendable (EventFeed.Observation) -> Void
    }

    private struct State {
        /// Sources a push asks to be polled, by their places.
        var woken: Set<Int> = []
        /// Why nothing is polled any more.
        var end: CallFunnelError?
        var isReceiverClosed = false
        var arePollsSlowed = false
        /// Whose event was handed out last before a loop ended.
        var last = Lane.polls
        /// What polls alone show before this may have happened while nobody looked.
        var isComparableFrom: Duration = .zero
        /// When the last loop ended.
        var leftAt: Duration?
        var comparison: LaneComparison
    }

    private let setup: Setup
    private let state: Mutex<State>

    init(_ setup: Setup) {
        self.setup = setup
        state = Mutex(State(comparison: LaneComparison(start: setup.timing.elapsed())))
    }

    /// A push was admitted.
    func heard(_ news: PushNews) {
        let now = setup.timing.elapsed()
        state.withLock { state in
            switch news {
            case .arrived(let event): wake(event, &state)
            case .handled(let key, let delay): state.comparison.pushed(key, isNew: true, at: now - delay)
            case .hinted(let event, let isNew):
                state.comparison.pushed(event.key, isNew: isNew, at: now)
                wake(event, &state)
            case .shown(let key): state.comparison.pushed(key, isNew: false, at: now)
            }
        }
    }

    private func wake(_ event: CallFunnelEvent, _ state: inout State) {
        guard setup.pushes != .events else { return }
        state.woken.formUnion(setup.sources.indices.filter { setup.sources[$0].isConcerned(by: event) })
    }

    /// A poll showed events.
    func saw(_ shown: Poll.Shown) {
        let now = setup.timing.elapsed()
        state.withLock { state in
            let isComparable = now >= state.isComparableFrom
            for key in shown.new { state.comparison.polled(key, isNew: true, isComparable: isComparable, at: now) }
            for key in shown.known { state.comparison.polled(key, isNew: false, at: now) }
            if shown.missesSome { state.comparison.lastGap = now }
        }
    }

    /// Nothing is handed out for a push, so polls that are under way need not stop for one.
    var wantsHintsOnly: Bool { setup.pushes == .hints }

    func takeWoken() -> [Int] {
        let woken = state.withLock { state in
            defer { state.woken = [] }
            return state.woken.sorted()
        }
        for index in woken { setup.observe(.woke(setup.sources[index])) }
        return woken
    }

    /// A loop begins: its polls may succeed where those of the last one did not, and after a pause bring what happened
    /// during it. Pushes survive a pause as short as the grace, as the service comes again.
    ///
    /// - Returns: whose event was handed out last by the loop before.
    func begin() -> Lane {
        let now = setup.timing.elapsed()
        return state.withLock { state in
            state.end = nil
            if state.leftAt.map({ now - $0 > setup.trust.grace }) ?? true {
                state.isComparableFrom = now + setup.slowest
                state.arePollsSlowed = false
            }
            return state.last
        }
    }

    func leave(_ last: Lane) {
        let now = setup.timing.elapsed()
        state.withLock { state in
            state.last = last
            state.leftAt = now
        }
    }

    func pollsEnded(_ error: CallFunnelError) {
        state.withLock { $0.end = error }
        setup.observe(.pollsEnded(error))
    }

    func pushesEnded() {
        let isNews = state.withLock { state in
            defer { state.isReceiverClosed = true }
            return !state.isReceiverClosed
        }
        if isNews { setup.observe(.pushesEnded) }
    }
}

// How far push is trusted.
extension FeedBoard {
    /// How fast to poll, and when to ask again at the latest.
    struct Pace: Hashable, Sendable {
        /// The least wait between two polls of a source.
        let floor: Duration
        let until: Duration?
    }

    /// Slows the polls down once that is safe, and ends it when push misses something or falls silent.
    func review() -> Pace {
        guard let floor = setup.floor else { return Pace(floor: .zero, until: nil) }
        let now = setup.timing.elapsed()
        var change: EventFeed.Observation?
        let pace = state.withLock { state in
            let verdict = state.comparison.verdict(over: setup.trust.window, at: now, judgement(state))
            if !state.arePollsSlowed, verdict.isSafe, now >= state.isComparableFrom {
                state.arePollsSlowed = true
                change = .pollsSlowed(to: floor)
                // A quiet hour with too few events to begin with is no reason to doubt.
            } else if state.arePollsSlowed, !verdict.isSafe, verdict != .tooFew {
                state.arePollsSlowed = false
                change = .pollsAtFullCadence(verdict)
            }
            guard state.arePollsSlowed else { return Pace(floor: .zero, until: nil) }
            return Pace(floor: floor, until: state.comparison.nextDoubt(setup.trust, after: now))
        }
        if let change { setup.observe(change) }
        return pace
    }

    func report(over window: Duration?) -> EventFeed.Report {
        let now = setup.timing.elapsed()
        return state.withLock { state in
            state.comparison.report(over: window ?? setup.trust.window, at: now, judgement(state))
        }
    }

    private func judgement(_ state: State) -> LaneComparison.Judgement {
        .init(
            trust: setup.trust, pollPatience: max(setup.slowest, setup.floor ?? .zero) * 2,
            havePollsEnded: state.end != nil, havePushesEnded: state.isReceiverClosed,
            arePollsSlowed: state.arePollsSlowed)
    }
}
