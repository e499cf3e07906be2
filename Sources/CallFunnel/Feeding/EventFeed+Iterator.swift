// SPDX-License-Identifier: Apache-2.0

extension EventFeed {
    /// Holds the only seats of the watcher and of the receiver from its first `next` until it is released. A class for the
    /// reasons that ``Watcher/Events/Iterator`` is one.
    public final class Iterator: AsyncIteratorProtocol {
        private let seat: Seat
        private let inbox: Inbox
        private let board: FeedBoard
        private var session: FeedSession?

        init(seat: Seat, inbox: Inbox, board: FeedBoard) {
            self.seat = seat
            self.inbox = inbox
            self.board = board
        }

        deinit {
            guard let session else { return }
            inbox.vacate()
            seat.giveBack(session.leave())
        }

        /// The next event. Acknowledges the last one first, unless the task is cancelled.
        ///
        /// - Throws: `cancelled`; `alreadyIterating` for a second loop over the feed, its watcher or its receiver;
        ///   `ledgerFailed` or another failure of the ledger; and `unauthorized` once the receiver was shut down as well.
        public func next(
            isolation: isolated (any Actor)?
        ) async throws(CallFunnelError) -> CallFunnelEvent? {
            var current = try held()
            session = nil
            do throws(CallFunnelError) {
                let event = try await current.next()
                session = current
                return event
            } catch {
                session = current
                throw error
            }
        }

        /// The next event. Acknowledges the last one first, unless the task is cancelled.
        public func next() async throws(CallFunnelError) -> CallFunnelEvent? {
            try await next(isolation: nil)
        }

        private func held() throws(CallFunnelError) -> FeedSession {
            if let session { return session }
            let watch = try seat.take()
            do throws(CallFunnelError) {
                try inbox.occupy()
            } catch {
                seat.giveBack(watch)
                throw error
            }
            return FeedSession(watch, inbox, board)
        }
    }
}

@available(*, unavailable)
extension EventFeed.Iterator: Sendable {}
