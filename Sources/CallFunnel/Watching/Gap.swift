// SPDX-License-Identifier: Apache-2.0

extension Watcher {
    /// A stretch of a source's history that could not be read: events in it may be missing.
    public struct Gap: Hashable, Sendable {
        public let source: Source
        /// Nil where it is not known how far it reaches.
        public let from: Timestamp?
        public let to: Timestamp?
        public let reason: Reason

        /// Why it could not be read. Cases may be added, so write a `default`.
        public enum Reason: Hashable, Sendable {
            /// None of the newest runs listed before is listed any more, so others may have come and gone in between.
            /// Poll more often than the list turns over.
            case runsDoNotOverlap
            /// A run left the list before it had ended, so its end, and its calls', cannot be seen.
            case openRunLeftList(Run.ID)
            /// More turns at one instant than a page shows; the rest of them cannot be asked for.
            case crowdedInstant
            /// The service shows the same page again whatever is asked for.
            case pageWithoutProgress
            /// The timeline ends after what was read last time, so what is between is no longer shown.
            case knownGroundMissing
            /// Known ground was not reached within the pages that one poll reads; the next poll goes on looking.
            case tooManyPages

            /// Whether polls nearer to each other would have shown it.
            var isOfPace: Bool {
                switch self {
                case .runsDoNotOverlap, .openRunLeftList, .knownGroundMissing: true
                case .crowdedInstant, .pageWithoutProgress, .tooManyPages: false
                }
            }
        }
    }
}
