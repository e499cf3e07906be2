// SPDX-License-Identifier: Apache-2.0

extension WebhookReceiver {
    /// A receiver's events, one at a time. See ``WebhookReceiver/events()``.
    public struct Events: AsyncSequence, Sendable {
        public typealias Element = CallFunnelEvent
        public typealias Failure = CallFunnelError

        let inbox: Inbox

        public func makeAsyncIterator() -> Iterator {
            Iterator(inbox: inbox)
        }

        /// Holds the receiver's only seat from its first `next` until it is released. A class for the reasons that
        /// ``Watcher/Events/Iterator`` is one.
        public final class Iterator: AsyncIteratorProtocol {
            private let inbox: Inbox
            private var holdsSeat = false

            init(inbox: Inbox) {
                self.inbox = inbox
            }

            deinit {
                if holdsSeat { inbox.vacate() }
            }

            /// The next event. Answers the last one first, unless the task is cancelled; nil once the receiver was shut
            /// down.
            public func next(
                isolation: isolated (any Actor)?
            ) async throws(CallFunnelError) -> CallFunnelEvent? {
                try checkCancellation()
                if !holdsSeat {
                    try inbox.occupy()
                    holdsSeat = true
                }
                await inbox.finish()
                while !inbox.isOver {
                    if let event = inbox.take() { return event }
                    await inbox.wait()
                    try checkCancellation()
                }
                return nil
            }

            /// The next event. Answers the last one first, unless the task is cancelled; nil once the receiver was shut
            /// down.
            public func next() async throws(CallFunnelError) -> CallFunnelEvent? {
                try await next(isolation: nil)
            }

            /// Before answering: a handler that swallowed its cancellation must not count as done.
            private func checkCancellation() throws(CallFunnelError) {
                guard Task.isCancelled else { return }
                throw CallFunnelError(.cancelled, "the task was cancelled; the last event was not answered")
            }
        }
    }
}

@available(*, unavailable)
extension WebhookReceiver.Events.Iterator: Sendable {}
