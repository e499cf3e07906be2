// SPDX-License-Identifier: Apache-2.0

extension ReceiverConformance {
    /// A promise that a receiver did not keep. Prints as one line that says it all.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// One of ``ReceiverConformance/scenarios``.
        public let scenario: String
        /// What the receiver was to do.
        public let expected: String
        /// What it did.
        public let found: String
        /// What would come of it.
        public let cost: Cost

        public var description: String {
            "\(scenario): expected \(expected), found \(found); \(cost.rawValue)"
        }
    }

    /// What comes of a receiver that does not keep a promise.
    public enum Cost: String, Hashable, Sendable {
        case eventLost = "an event would be lost"
        case handledTwice = "an event would be handled twice"
        case forged = "anybody could make events up, or repeat old ones"
        case misreported = "the service would take an event for failed that was handled"
        case neverSettled = "the service would go on sending for a day and a half"
        case unusable = "nothing else could be tried"
    }
}
