// SPDX-License-Identifier: Apache-2.0

/// What is polled and what is pushed, as one stream: each event once, whichever way it came first.
///
/// ```swift
/// import CallFunnel
///
/// func run(_ watcher: Watcher, _ receiver: WebhookReceiver) async throws {
///     for try await event in try EventFeed(watcher, receiver) {
///         print(event.key)
///     }
/// }
/// ```
///
/// Give the watcher and the receiver one ledger, and answer each push with ``WebhookReceiver/respond(to:)``. Asking for the
/// next event acknowledges the last one: a polled event is recorded, and a pushed one recorded and answered 200. Leaving
/// the loop does not, so the event comes first in the next loop, or with the service's next attempt if its deadline has
/// passed. `docs/switching-to-push.md` is the way from polling to push and back.
///
/// A push interrupts polls that are under way; they are made up for after it. If both lanes have events, they take turns.
/// A push never changes how far polls have read, so nothing is lost if a push is.
///
/// The lanes fail one by one. The rest of the account is polled while pushes fail, and pushes are handed out while polls
/// do. Only a key that is refused three times ends the polls: ``Observation/pollsEnded(_:)`` and the report say so, and the
/// stream goes on with pushes until a new loop begins. A ledger that fails ends the stream, since neither lane can do
/// without.
public struct EventFeed: AsyncSequence, Sendable {
    public typealias Element = CallFunnelEvent
    public typealias Failure = CallFunnelError

    let watcher: Watcher
    let inbox: Inbox
    let board: FeedBoard

    /// - Parameters:
    ///   - watcher: its sources, cadence and starting point hold as they do without the feed.
    ///   - receiver: of the same ledger. It tells this feed of its pushes from now on, and no feed made before.
    ///   - pushes: what is made of a push: an event, a hint to poll, or both.
    ///   - floor: how far polls are slowed down while pushes are to be trusted: from the end of a poll of a source to the
    ///     next, about this long, 5 min for example (C11), give or take a twentieth. What push misses then is polled that
    ///     much later, and ends it. What comes and goes between two polls is not polled at all, so the wallet keeps its
    ///     cadence. Nil never slows them.
    ///   - trust: what has to be seen of pushes for that, and for the verdict of ``report(over:)``.
    ///   - observe: told what was noticed on the way, beside what the watcher and the receiver tell. It must return quickly.
    /// - Throws: `invalidConfiguration` if the two have different ledgers, as each event would be handled twice then. Of
    ///   ledgers that are structs it cannot be said whether they are one. Likewise for a `trust` nobody could earn, or a
    ///   floor above a quarter of its window.
    public init(
        _ watcher: Watcher, _ receiver: WebhookReceiver, pushes: Pushes = .events,
        slowingPollsTo floor: Duration? = nil, trust: Trust = Trust(),
        observe: @escaping @Sendable (Observation) -> Void = { _ in }
    ) throws(CallFunnelError) {
        guard Self.mayBeOne(watcher.setup.ledger, receiver.setup.ledger) else {
            throw CallFunnelError(
                .invalidConfiguration, "the watcher and the receiver have different ledgers; give both the same one")
        }
        try trust.check(slowingPollsTo: floor)
        self.watcher = watcher
        inbox = receiver.inbox
        let board = FeedBoard(
            .init(
                sources: watcher.setup.sources, slowest: watcher.cadence.slow, timing: watcher.setup.timing,
                pushes: pushes, floor: floor, trust: trust, observe: observe))
        self.board = board
        receiver.tap.listen(wantsHints: pushes == .hints) { board.heard($0) }
    }

    /// What a feed makes of a push.
    ///
    /// A hint makes the source it concerns due at once, so that what it tells of is read in full: each source at most every
    /// 10 s, never while it is failing or suspended, and within the watcher's budget of four polls at a time. A message
    /// that does not say whose it is (assumed to be `phone`) and a suspension concern no source.
    public enum Pushes: Hashable, Sendable {
        /// Handed out.
        case events
        /// Handed out, and a hint as well.
        case eventsAndHints
        /// A hint and nothing else, for a sender that is not proven yet: each is answered 200 by
        /// ``WebhookReceiver/respond(to:)``, and its data is never used. Nothing is handed out that polls do not show.
        case hints
    }

    private static func mayBeOne(_ left: any EventLedger, _ right: any EventLedger) -> Bool {
        guard type(of: left) is AnyClass, type(of: right) is AnyClass else { return true }
        return left as AnyObject === right as AnyObject
    }

    /// How the lanes compared until now. May be asked at any time, also while a loop runs.
    ///
    /// - Parameter window: how far to look back; nil is the window of the ``Trust``. The feed remembers 24 h and 10,000
    ///   events, and nothing of what was before it was made. What polls alone show within a cadence of the first loop,
    ///   or of one after a pause longer than the ``Trust/grace``, is undecided, as it may have happened before.
    public func report(over window: Duration? = nil) -> Report {
        board.report(over: window)
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(seat: watcher.seat, inbox: inbox, board: board)
    }
}
