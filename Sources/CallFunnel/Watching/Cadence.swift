// SPDX-License-Identifier: Apache-2.0

extension Watcher {
    /// How often a source is polled. Times count from the end of one poll to the beginning of the next, before jitter.
    public struct Cadence: Hashable, Sendable {
        /// While something is open: a run, a pending approval, a conversation, a low wallet.
        public let fast: Duration
        /// When nothing has been for a while.
        public let slow: Duration

        /// Always the same. The service asks for 30 s to 5 min (C11); shorter is possible, longer too; below 10 ms becomes
        /// 10 ms.
        public static func every(_ interval: Duration) -> Cadence {
            adaptive(fast: interval, slow: interval)
        }

        /// Fast while something is open; with each idle poll half as often, down to slow.
        ///
        /// An event that begins after a quiet time is then found up to `slow` later.
        public static func adaptive(
            fast: Duration = .seconds(30), slow: Duration = .seconds(300)
        ) -> Cadence {
            let fast = max(fast, .milliseconds(10))
            return Cadence(fast: fast, slow: max(fast, slow))
        }

        /// What the service recommends (C11).
        public static let recommended: ClosedRange<Duration> = .seconds(30) ... .seconds(300)
    }
}
