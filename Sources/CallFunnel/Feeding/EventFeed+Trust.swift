// SPDX-License-Identifier: Apache-2.0

extension EventFeed {
    /// What has to be seen of pushes before slower polls count as safe.
    public struct Trust: Hashable, Sendable {
        /// How far back the lanes are compared: an hour unless set, and at most the 24 h that a feed remembers. Within it no
        /// event may have been missed.
        public var window: Duration
        /// How many events of the window both lanes must have shown: 10 unless set.
        public var leastEvents: Int
        /// How long after a poll a push of the same may come before it counts as missed: 60 s unless set.
        public var grace: Duration
        /// After how long without any push they count as broken off: 30 min unless set. Longer than your account is quiet.
        public var silence: Duration

        public init(
            window: Duration = .seconds(3600), leastEvents: Int = 10, grace: Duration = .seconds(60),
            silence: Duration = .seconds(1800)
        ) {
            self.window = window
            self.leastEvents = leastEvents
            self.grace = grace
            self.silence = silence
        }

        /// - Parameter floor: how far polls are slowed down, if they are.
        func check(slowingPollsTo floor: Duration?) throws(CallFunnelError) {
            let fault: String? =
                if window <= .zero || window > LaneComparison.memory {
                    "the lanes can be compared over a window of up to 24 h"
                } else if leastEvents < 1 {
                    "pushes cannot be trusted without having seen one"
                } else if grace <= .zero || silence <= .zero {
                    "pushes need more time than none"
                } else if let floor, floor <= .zero || floor > window / 4 {
                    "polls can be slowed down to a quarter of the window, so that it holds enough of them to compare"
                } else {
                    nil
                }
            if let fault { throw CallFunnelError(.invalidConfiguration, fault) }
        }
    }
}
