// SPDX-License-Identifier: Apache-2.0

/// One of the two ways to learn of events.
enum Lane: Sendable {
    case polls, pushes

    var other: Lane { self == .polls ? .pushes : .polls }
}

/// What a loop over both lanes knows between two calls of `next`: the watcher's session, and whose turn it is.
struct FeedSession: Sendable {
    private var watch: WatchSession
    private var turn: WatchTurn
    private let inbox: Inbox
    private let board: FeedBoard
    /// Whose event was handed out last.
    private var last: Lane
    /// The polled events that were acknowledged last.
    private var settled: [EventKey] = []
    /// How often a push came before polls that are due.
    private var putOffs = 0
    /// Why nothing is polled any more.
    private var end: CallFunnelError?

    /// A ledger may take a while to tell of a claim it has granted.
    private static let mostSettled = 16

    /// After so many the polls are let finish. A push that interrupts polls and is handed out before them counts twice.
    private static let mostPutOffs = 6

    init(_ watch: WatchSession, _ inbox: Inbox, _ board: FeedBoard) {
        self.watch = watch
        self.watch.notice = { board.saw($0) }
        self.inbox = inbox
        self.board = board
        turn = WatchTurn(.continuous, sources: watch.setup.sources.count)
        // The lane whose event the loop before left unacknowledged has the first turn.
        last = board.begin().other
    }

    /// What the watcher's next loop goes on with: an event nobody asked past comes first.
    func leave() -> WatchSession {
        var watch = watch
        watch.redeliver()
        watch.notice = nil
        board.leave(last)
        watch.pace(atLeast: .zero)
        return watch
    }

    mutating func next() async throws(CallFunnelError) -> CallFunnelEvent {
        // Before acknowledging: a handler that swallowed its cancellation must not count as done.
        try checkCancellation()
        // A pushed event that could not be recorded is pushed again, but no other may be handed out on a guess.
        if case .tryAgain = await inbox.finish() {
            try checkCancellation()
            throw CallFunnelError(
                .ledgerFailed, "the ledger could not record a pushed event; the receiver observed why")
        }
        let polled = watch.unacknowledged?.event.key
        try await watch.settle()
        if let polled { settled = settled.suffix(Self.mostSettled - 1) + [polled] }
        while true {
            for source in board.takeWoken() { watch.wake(source) }
            if last == .polls, let event = takePush() { return event }
            if let event = try await watch.claimNext() {
                last = .polls
                return event
            }
            if !arePollsOwed, let event = takePush() { return event }
            try await advance()
        }
    }

    /// Unless events of its resource that were polled before are still to be handed out.
    private mutating func takePush() -> CallFunnelEvent? {
        // Its push may have been let in while it was handled, had that taken longer than a lease.
        inbox.withdraw(settled)
        let batch = watch.batch
        guard let event = inbox.take(unless: { batch.isWaiting($0.resource) }) else { return nil }
        if watch.isDue { putOffs += 1 }
        last = .pushes
        return event
    }

    private var arePollsOwed: Bool { end == nil && putOffs >= Self.mostPutOffs && watch.isDue }

    /// One round of polls, or one wait: for what is due next or for a push.
    private mutating func advance() async throws(CallFunnelError) {
        let inbox = inbox
        if inbox.isOver { board.pushesEnded() }
        let pace = board.review()
        watch.pace(atLeast: pace.floor)
        if let end {
            try await watch.closeBatch()
            guard !inbox.isOver else { throw end }
            await inbox.wait()
            return try checkCancellation()
        }
        let bell: Interruption = { await inbox.wait() }
        let isDeaf = inbox.isOver || arePollsOwed || (board.wantsHintsOnly && watch.isDue)
        do throws(CallFunnelError) {
            switch try await watch.advance(&turn, until: isDeaf ? nil : bell, noLaterThan: pace.until) {
            case .interrupted: putOffs += 1
            case .polled: putOffs = 0
            case .waited, .over: break
            }
        } catch {
            guard error.code != .cancelled, !error.code.concernsLedger else { throw error }
            end = error
            board.pollsEnded(error)
        }
    }

    private func checkCancellation() throws(CallFunnelError) {
        guard Task.isCancelled else { return }
        throw CallFunnelError(.cancelled, "the task was cancelled; the last event was not acknowledged")
    }
}
