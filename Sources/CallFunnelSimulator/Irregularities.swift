// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension Simulator {
    /// What is odd about the items of lists, as opposed to the requests for them: the service is eventually consistent,
    /// its machines' clocks differ, and it speaks words no client knows. Each is a share from 0 to 1.
    public struct Irregularities: Sendable, Hashable {
        /// Turns, runs and decisions that are dated when they happened but become readable later.
        public var late = 0.0
        /// How much later at most. Readers look back 15 minutes, so more than that may be missed.
        public var mostLate: Duration = .seconds(840)
        /// Turns and decisions that carry a time to come.
        public var premature = 0.0
        public var mostPremature: Duration = .seconds(3600)
        /// Turns without an id.
        public var anonymousTurns = 0.0
        /// Lists that hold elements whose status, role and channel are words no client knows. They imply nothing.
        public var strangers = 0.0
        /// Lists of runs come in another order each time.
        public var shufflesRuns = false

        /// Nothing odd.
        public init() {}
    }

    /// When an item that comes up now becomes readable; nil is at once.
    func lateness() -> Timestamp? {
        guard irregularities.late > 0, oddity.unit() < irregularities.late else { return nil }
        return timing.now().advanced(by: .microseconds(oddity.below(wholeMicroseconds(irregularities.mostLate))))
    }

    /// How far ahead the time of an item that comes up now is.
    func prematurity() -> Duration {
        guard irregularities.premature > 0, oddity.unit() < irregularities.premature else { return .zero }
        return .microseconds(oddity.below(wholeMicroseconds(irregularities.mostPremature)))
    }

    func isReadable(_ from: Timestamp?) -> Bool {
        from.map { $0 <= timing.now() } ?? true
    }

    func strangeTurns(_ rendering: Rendering) -> [JSON] {
        guard chance.unit() < irregularities.strangers else { return [] }
        return [
            rendering.object([
                Rendering.Field("id", "strange_1"), Rendering.Field("channel", "carrier_pigeon"),
                rendering.time("ts", time), Rendering.Field("role", "referee"), Rendering.Field("content", "?"),
                Rendering.Field("status", "wandering"),
            ])
        ]
    }

    func strangeRuns(_ rendering: Rendering) -> [JSON] {
        guard chance.unit() < irregularities.strangers else { return [] }
        return [
            rendering.object([Rendering.Field("run_id", "strange_2"), Rendering.Field("status", "contemplating")])
        ]
    }

    private func wholeMicroseconds(_ duration: Duration) -> Int {
        Int(clamping: duration.components.seconds) * 1_000_000
    }
}
