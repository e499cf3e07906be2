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
    ///   - wakesPolls: whether a push makes the source it concerns due at once, so that what it tells of is read in full: a
    ///     source is polled for that at most every 10 s, never while it is failing or suspended, and within the watcher's
    ///     budget of four polls at a time.
    ///   - observe: told what was noticed on the way, beside what the watcher and the receiver tell. It must return quickly.
    /// - Throws: `invalidConfiguration` if the two have different ledgers, as each event would be handled twice then. Of
    ///   ledgers that are structs it cannot be said whether they are one.
    public init(
        _ watcher: Watcher, _ receiver: WebhookReceiver, wakesPolls: Bool = false,
        observe: @escaping @Sendable (Observation) -> Void = { _ in }
    ) throws(CallFunnelError) {
        guard Self.mayBeOne(watcher.setup.ledger, receiver.setup.ledger) else {
            throw CallFunnelError(
                .invalidConfiguration, "the watcher and the receiver have different ledgers; give both the same one")
        }
        self.watcher = watcher
        inbox = receiver.inbox
        let board = FeedBoard(
            sources: watcher.setup.sources, timing: watcher.setup.timing, wakesPolls: wakesPolls, observe: observe)
        self.board = board
        receiver.tap.listen { board.heard($0) }
    }

    private static func mayBeOne(_ left: any EventLedger, _ right: any EventLedger) -> Bool {
        guard type(of: left) is AnyClass, type(of: right) is AnyClass else { return true }
        return left as AnyObject === right as AnyObject
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(seat: watcher.seat, inbox: inbox, board: board)
    }
}
