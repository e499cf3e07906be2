// SPDX-License-Identifier: Apache-2.0

extension LedgerConformance {
    /// A promise that a ledger did not keep. Prints as one line that says it all.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// One of ``LedgerConformance/checks``.
        public let check: String
        /// What the ledger was to do.
        public let expected: String
        /// What it did.
        public let found: String
        /// What a watcher on this ledger would have to bear.
        public let cost: Cost

        public var description: String {
            "\(check): expected \(expected), found \(found); \(cost.rawValue)"
        }
    }

    /// What comes of a ledger that does not keep a promise.
    public enum Cost: String, Hashable, Sendable {
        case eventLost = "an event would be lost"
        case handledTwice = "an event would be handled twice"
        case outOfOrder = "events of one resource would come out of order"
        case heldBack = "an event, and all that follow it in its resource, would be held back"
        case forgotten = "a watcher would not know how far it had read"
        case streamEnded = "the stream of events would end"
    }
}
