// SPDX-License-Identifier: Apache-2.0

extension Watcher {
    /// What a watcher noticed on its way: for logs, metrics and alarms. Nothing here needs an answer; the watcher goes
    /// on by itself. Cases may be added, so write a `default`.
    public enum Observation: Sendable {
        /// A poll succeeded.
        case polled(Source, found: Int, nextIn: Duration)
        /// A poll failed for the `failures`th time in a row and is tried again. A timeline's poll that read pages before it
        /// failed counts as the first, since the next goes on from there.
        case failed(Source, CallFunnelError, failures: Int, nextIn: Duration)
        /// A request within a poll failed and is made again.
        case retrying(Source, Retry)
        /// Parts of an answer could not be read; the rest was used. Told again only when it changes.
        case undecodable(Source, [DecodingIssue])
        /// Events may be missing that the service can no longer show. Told again only when it changes.
        case gap(Gap)
        /// No poll of this source has succeeded for a long time: ten cadences, and ten minutes at least.
        case stalled(Health)
        /// The first success after a stall.
        case recovered(Source)
        /// The service's clock is ahead of ours by this much (behind, if negative). Nothing depends on ours.
        case clockSkew(Duration)
        /// Another owner of the ledger is handling this event, so it and what follows it wait for the next poll.
        case heldBack(EventKey)
        /// The account was suspended, and answers again.
        case suspended
        case reinstated
        /// Nothing is due for this long.
        case waiting(Duration, next: Source)
    }
}
