// SPDX-License-Identifier: Apache-2.0

extension URLSessionTransport {
    /// The bounds within which a ``URLSessionTransport`` works.
    public struct Configuration: Sendable, Hashable {
        /// The most bytes a response body may have; 16 MiB unless set.
        ///
        /// Counted while the body streams in and after `Content-Encoding` was undone, so a small compressed body that
        /// inflates without end is stopped as well. No more than this is kept; on Linux, Foundation may have read some
        /// tens of megabytes ahead by the time the count is reached.
        public var maximumResponseSize: Int

        /// How long one request may take from being sent to its last byte; 60 s unless set, a day at most.
        ///
        /// Waiting for one of the ``maximumConnectionsPerHost`` counts. With zero or less every request times out.
        public var timeout: Duration

        /// How many requests to one host run at once; 6 unless set, at least 1. Further ones wait their turn.
        public var maximumConnectionsPerHost: Int

        static let longestTimeout = Duration.seconds(86_400)

        public init(
            maximumResponseSize: Int = 16 << 20, timeout: Duration = .seconds(60), maximumConnectionsPerHost: Int = 6
        ) {
            self.maximumResponseSize = maximumResponseSize
            self.timeout = timeout
            self.maximumConnectionsPerHost = maximumConnectionsPerHost
        }
    }
}
