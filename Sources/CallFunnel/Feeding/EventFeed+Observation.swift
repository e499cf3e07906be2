// SPDX-License-Identifier: Apache-2.0

extension EventFeed {
    /// What a feed noticed about its lanes: for logs, metrics and alarms. Nothing here needs an answer; the feed goes on by
    /// itself. Cases may be added, so write a `default`.
    public enum Observation: Sendable {
        /// A push made this source due before its time.
        case woke(Watcher.Source)
        /// The account's key was refused three times, so nothing is polled in this loop any more; pushes go on. Mint a key,
        /// and begin a new loop with a watcher that has it.
        case pollsEnded(CallFunnelError)
        /// The receiver was shut down; polls go on, at full cadence.
        case pushesEnded
        /// Pushes are trusted, so after each poll of a source about this long passes before the next, but for the wallet's.
        /// Told again once that is so after a longer pause between loops, which begins at full cadence.
        case pollsSlowed(to: Duration)
        /// Polls are again as frequent as the watcher was told: pushes were silent or missed something, polls were too far
        /// apart, or the receiver was shut down, as the verdict says.
        case pollsAtFullCadence(Report.Verdict)
    }
}
