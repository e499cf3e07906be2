// SPDX-License-Identifier: Apache-2.0

extension EventFeed {
    /// How the two lanes compared over a time: what to look at before polls are slowed down.
    ///
    /// Prints as a table. Encodes times as seconds. Where pushes are hints (``EventFeed/Pushes``) they seem hardly earlier
    /// than polls, as each brings a poll about.
    public struct Report: Hashable, Sendable {
        /// Over how long it was asked for.
        public let window: Duration
        /// How much of the window the feed remembers: it forgets at a restart, after 24 h, and beyond 10,000 events.
        public let covered: Duration
        /// By type, in the order of C12; types that were not seen are left out.
        public let rows: [Row]
        /// All types together.
        public let total: Counts
        /// Since the last verified push of anything not handled before; nil if there was none.
        public let sinceLastPush: Duration?
        /// Whether polls are slowed down at this moment.
        public let arePollsSlowed: Bool
        public let verdict: Verdict

        /// The events of one type.
        public struct Row: Hashable, Sendable, Codable {
            public let type: String
            public let counts: Counts
        }

        /// How often events were shown by which lane, whichever was first.
        public struct Counts: Hashable, Sendable, Codable {
            public var both = 0
            /// Not polled within twice the cadence, or twice the floor of slower polls, after it was pushed: it is not among
            /// the sources, or was gone by then.
            public var pushOnly = 0
            /// Not pushed within the grace of ``EventFeed/Trust`` after it was polled: push missed it.
            public var pollOnly = 0
            /// Of those of both, pushed later than that grace after the poll: push all but missed it.
            public var late = 0
            /// Shown by one lane only, so recently that nothing follows from it; or polled after a pause in which it may
            /// have happened.
            public var undecided = 0
            /// Of those of both; nil if there are none.
            public var lead: Lead?

            private enum CodingKeys: String, CodingKey {
                case both
                case pushOnly = "push_only"
                case pollOnly = "poll_only"
                case late, undecided, lead
            }
        }

        /// By how much pushes were ahead of polls; negative where polls were ahead.
        public struct Lead: Hashable, Sendable {
            public let median: Duration
            /// One push in a hundred was further ahead.
            public let p99: Duration
            /// Of the push that was least ahead, or furthest behind.
            public let least: Duration
        }

        /// Whether polls can be slowed down without an event coming later for it, as far as the window shows.
        public enum Verdict: String, Hashable, Sendable, Codable {
            /// Yes: enough events were seen, push missed none, and it is alive.
            case safe
            /// No: push missed some of what was polled, or was late with it.
            case missed
            /// No: polls were too far apart to show everything that happened, so what push missed then is not known.
            case gap
            /// No: nothing was pushed for too long.
            case silent
            /// Not yet: too few events were shown by both lanes.
            case tooFew
            /// No: nothing is polled, as the account's key was refused, so there is nothing to compare with.
            case pollsEnded
            /// No: the receiver was shut down.
            case pushesEnded

            public var isSafe: Bool { self == .safe }
        }
    }
}
