// SPDX-License-Identifier: Apache-2.0

extension Watcher {
    /// A watcher's events, one at a time. See ``Watcher/events()``.
    public struct Events: AsyncSequence, Sendable {
        public typealias Element = CallFunnelEvent
        public typealias Failure = CallFunnelError

        let seat: Seat
        let mode: WatchMode
        let sources: Int

        public func makeAsyncIterator() -> Iterator {
            Iterator(seat: seat, turn: WatchTurn(mode, sources: sources))
        }

        /// Holds the watcher's only seat from its first `next` until it is released.
        ///
        /// A class, because its end must hand the session back, and because an iterator kept by an actor could not be
        /// advanced were it a struct.
        public final class Iterator: AsyncIteratorProtocol {
            private let seat: Seat
            private var session: WatchSession?
            private var turn: WatchTurn
            private var hasEnded = false

            init(seat: Seat, turn: WatchTurn) {
                self.seat = seat
                self.turn = turn
            }

            deinit {
                guard var session else { return }
                session.redeliver()
                seat.giveBack(session)
            }

            /// The next event. Acknowledges the last one first, unless the task is cancelled.
            public func next(
                isolation: isolated (any Actor)?
            ) async throws(CallFunnelError) -> CallFunnelEvent? {
                guard !hasEnded else { return nil }
                var current = try held()
                session = nil
                do throws(CallFunnelError) {
                    let event = try await current.next(&turn)
                    session = current
                    if event == nil { end() }
                    return event
                } catch {
                    session = current
                    throw error
                }
            }

            /// A turn is over: the seat is free again, even if this iterator is kept.
            private func end() {
                hasEnded = true
                if let session { seat.giveBack(session) }
                session = nil
            }

            private func held() throws(CallFunnelError) -> WatchSession {
                if let session { return session }
                return try seat.take()
            }

            /// The next event. Acknowledges the last one first, unless the task is cancelled.
            public func next() async throws(CallFunnelError) -> CallFunnelEvent? {
                try await next(isolation: nil)
            }
        }
    }
}

@available(*, unavailable)
extension Watcher.Events.Iterator: Sendable {}
