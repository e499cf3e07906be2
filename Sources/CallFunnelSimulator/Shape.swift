// SPDX-License-Identifier: Apache-2.0

extension Simulator {
    /// Which of the forms the contract leaves open the answers take (C5 to C8, assumed).
    ///
    /// The default is the plainest: bare arrays, ids like `call_17`, times with `Z`, absent fields left out.
    public struct Shape: Sendable, Hashable {
        /// How a list is wrapped. A timeline is an object in any case; its turns are under `turns` unless another name
        /// is chosen here.
        public enum Lists: String, Sendable, CaseIterable {
            case bare, items, data, results
            /// `runs`, `approvals`, `turns`.
            case ownName
        }

        /// How ids that the simulator makes look.
        public enum Identifiers: Sendable, CaseIterable {
            /// `"call_17"`
            case strings
            /// `17`, a number in JSON.
            case integers
        }

        /// How instants are written.
        public enum Timestamps: Sendable, CaseIterable {
            /// `2026-06-01T07:30:45Z`, with microseconds where there are any.
            case zulu
            /// `2026-06-01T07:30:45.000000+00:00`
            case offset
            /// `2026-06-01T07:30:45`, with microseconds where there are any.
            case naive
        }

        /// In which order the turns of one page come.
        public enum TurnOrder: Sendable, CaseIterable {
            case newestFirst, oldestFirst, shuffled
        }

        /// Of all lists, in every answer.
        public var lists: Lists = .bare
        public var identifiers: Identifiers = .strings
        public var timestamps: Timestamps = .zulu
        public var turnOrder: TurnOrder = .newestFirst
        /// The id of a run and of a call is under `id` rather than `run_id` and `call_id`.
        public var shortIDNames = true
        /// A run with one call carries the call's fields itself, status included, wherever that loses nothing. Its ids
        /// are then under `run_id` and `call_id`.
        public var inlineCalls = false
        /// Fields without a value are null rather than absent.
        public var nulls = false
        /// Every object carries a field no client knows.
        public var unknownField = false
        /// The service's clock counts whole seconds, so that equal timestamps are common.
        public var wholeSeconds = false
        /// A decision exactly at `decided_after` is listed.
        public var includesBoundary = true
        /// A list of runs shows only the newest so many; nil shows all.
        public var listedRuns: Int?

        /// The plainest forms.
        public init() {}

        /// Some combination of the forms, the same for the same seed.
        public static func random(seed: UInt64) -> Shape {
            var chance = SeededGenerator(seed: seed)
            var shape = Shape()
            shape.lists = chance.pick(.bare, .items, .data, .results, .ownName)
            shape.identifiers = chance.pick(.strings, .integers)
            shape.timestamps = chance.pick(.zulu, .offset, .naive)
            shape.turnOrder = chance.pick(.newestFirst, .oldestFirst, .shuffled)
            shape.shortIDNames = chance.pick(true, false)
            shape.inlineCalls = chance.pick(true, false)
            shape.nulls = chance.pick(true, false)
            shape.unknownField = chance.pick(true, false)
            shape.wholeSeconds = chance.pick(false, false, true)
            return shape
        }
    }
}
