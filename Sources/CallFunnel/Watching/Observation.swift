// SPDX-License-Identifier: Apache-2.0

extension Watcher {
    /// What a watcher noticed on its way: for logs, metrics and alarms. Nothing here needs an answer; the watcher goes
    /// on by itself. Cases may be added, so write a `default`.
    public enum Observation: Sendable {
        /// A poll succeeded.
        case polled(Source, found: Int, nextIn: Duration)
        /// A poll failed for the `failures`th time in a row and is tried again.
        case failed(Source, CallFunnelError, failures: Int, nextIn: Duration)
        /// A request within a poll failed and is made again.
        case retrying(Source, Retry)
        /// Parts of an answer could not be read; the rest was used. Told again only when it changes.
        case undecodable(Source, [DecodingIssue])
        /// Events may be missing that the service can no longer show.
        case gap(Gap)
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

    /// A stretch of a source's history that could not be read.
    public struct Gap: Hashable, Sendable {
        public let source: Source
        /// Nil where it is not known how far it reaches.
        public let from: Timestamp?
        public let to: Timestamp?
        public let reason: Reason

        public enum Reason: String, Hashable, Sendable {
            /// None of the runs listed before is listed any more, so there may have been others in between.
            case runsDoNotOverlap
            /// A run that was open is not listed any more, so its end cannot be seen.
            case openRunLeft
            /// More turns at one instant than a page shows.
            case crowdedInstant
            /// Known ground was not reached within the pages one poll reads.
            case tooManyPages
        }
    }
}
