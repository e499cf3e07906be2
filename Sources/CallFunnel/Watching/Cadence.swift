// SPDX-License-Identifier: Apache-2.0

extension Watcher {
    /// How often a source is polled.
    public struct Cadence: Hashable, Sendable {
        /// From the end of one poll to the beginning of the next, before jitter.
        public let interval: Duration

        /// The service asks for 30 s to 5 min (C11). Shorter is possible, longer too; below 10 ms becomes 10 ms.
        public static func every(_ interval: Duration) -> Cadence {
            Cadence(interval: max(interval, .milliseconds(10)))
        }

        /// What the service recommends (C11).
        public static let recommended: ClosedRange<Duration> = .seconds(30) ... .seconds(300)
    }
}
