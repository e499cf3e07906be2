// SPDX-License-Identifier: Apache-2.0

extension WebhookReceiver {
    /// The bounds within which a ``WebhookReceiver`` works.
    public struct Configuration: Sendable, Hashable {
        /// How far the time of signing may lie from ours, before or after it: 300 s unless set (C14), more than zero.
        public var tolerance: Duration
        /// How long your code may take before its task is cancelled and the service is told to come again: 20 s unless
        /// set, more than zero. Counted from the arrival of the request. Keep it below the service's own patience, and
        /// below the lease of the ledger.
        public var handlerDeadline: Duration
        /// The most bytes a body may have: 1 MiB unless set, at least 1. What is larger is answered 413. Give it to your
        /// server as well, so that it stops reading there.
        public var bodyLimit: Int
        /// How many requests may be under way at once: 100 unless set, at least 1. Further ones are answered 503.
        public var capacity: Int
        /// What a well-formed signature is answered that no secret gives.
        public var unmatched: Unmatched

        /// An answer to a signature that no secret gives. See ``WebhookReceiver/Configuration/unmatched``.
        public enum Unmatched: Sendable, Hashable {
            /// 503, the default: the service comes again, so a secret that is rotated late here costs nothing.
            case tryAgain
            /// 401: the service takes it for its last word (C15). Whatever it signed with a secret that is not
            /// configured yet is lost.
            case refuse
        }

        public init(
            tolerance: Duration = .seconds(300), handlerDeadline: Duration = .seconds(20), bodyLimit: Int = 1 << 20,
            capacity: Int = 100, unmatched: Unmatched = .tryAgain
        ) {
            self.tolerance = tolerance
            self.handlerDeadline = handlerDeadline
            self.bodyLimit = bodyLimit
            self.capacity = capacity
            self.unmatched = unmatched
        }

        func check() throws(CallFunnelError) {
            let fault: String? =
                if tolerance <= .zero {
                    "a tolerance of zero or less would refuse every push; the service's window is 300 s"
                } else if handlerDeadline <= .zero {
                    "a handler deadline of zero or less would leave no time for any event"
                } else if bodyLimit < 1 {
                    "a body limit below one byte would refuse every push"
                } else if capacity < 1 {
                    "a capacity below one would refuse every push"
                } else {
                    nil
                }
            if let fault { throw CallFunnelError(.invalidConfiguration, fault) }
        }
    }
}
