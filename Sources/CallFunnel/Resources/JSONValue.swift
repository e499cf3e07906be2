// SPDX-License-Identifier: Apache-2.0

/// A JSON value kept as it came: what the SDK was sent and does not know.
///
/// Every resource carries the fields this version has no name for in `unknownFields`, so that nothing the service says
/// is lost on the way through. Its description names the kind of value only, because such fields may hold personal
/// data.
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Number)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// A number as its JSON text, which neither rounds nor overflows.
    public struct Number: Hashable, Sendable {
        /// For example `12`, `-0.5` or `1e3`.
        public let literal: String

        init(literal: String) { self.literal = literal }

        public init(_ integer: Int64) { literal = String(integer) }

        /// The value, when it is an integer that fits and is written without fraction or exponent.
        public var integer: Int64? { Int64(literal) }

        /// The nearest floating-point value; nil when it is out of range.
        public var double: Double? { Double(literal).flatMap { $0.isFinite ? $0 : nil } }
    }
}

extension JSONValue {
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    public var integer: Int64? {
        if case .number(let value) = self { value.integer } else { nil }
    }

    public var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    public var object: [String: JSONValue]? {
        if case .object(let value) = self { value } else { nil }
    }

    /// "a string", "an object", …: what an error may say about a value without showing it.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "JSON (\(kind))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["kind": kind]) }
}
