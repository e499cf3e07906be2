// SPDX-License-Identifier: Apache-2.0

import Foundation

extension JSONValue: Codable {
    /// Reads any value from any decoder.
    ///
    /// Decoders do not tell how a number was written: `1.0` and `1` both come as 1. Integers come exact, fractions to
    /// 38 digits where the decoder keeps them.
    public init(from decoder: any Decoder) throws {
        // In the order of how often each occurs, as every wrong guess costs an error; but truth values before numbers,
        // because some decoders would read one as 1.
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let value = try? single.decode(String.self) {
            self = .string(value)
        } else if let value = try? single.decode(Bool.self) {
            self = .bool(value)
        } else if let container = try? decoder.container(keyedBy: MemberName.self) {
            var members: [String: JSONValue] = [:]
            for key in container.allKeys where members[key.stringValue] == nil {
                members[key.stringValue] = try container.decode(JSONValue.self, forKey: key)
            }
            self = .object(members)
        } else if var container = try? decoder.unkeyedContainer() {
            var elements: [JSONValue] = []
            while !container.isAtEnd { elements.append(try container.decode(JSONValue.self)) }
            self = .array(elements)
        } else {
            self = .number(try Self.number(from: single))
        }
    }

    private static func number(from container: any SingleValueDecodingContainer) throws -> Number {
        if let value = try? container.decode(Int64.self) { return Number(value) }
        if let value = try? container.decode(UInt64.self) { return Number(literal: String(value)) }
        if let value = try? container.decode(Decimal.self), value.isFinite { return Number(literal: value.description) }
        if let value = try? container.decode(Double.self), value.isFinite { return Number(literal: value.description) }
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a JSON value")
    }

    /// Writes the value to any encoder, keys in the order of their UTF-8 bytes.
    ///
    /// Numbers go out as the smallest type that holds them: `Int64`, `UInt64`, `Double`, or `Decimal` for more digits,
    /// which only JSON encoders write as a number. One that fits none of them is an `EncodingError`.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let members):
            var container = encoder.container(keyedBy: MemberName.self)
            for (key, value) in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                try container.encode(value, forKey: MemberName(stringValue: key))
            }
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .string(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .number(let value):
            var container = encoder.singleValueContainer()
            try Self.encode(value, to: &container)
        }
    }

    private static func encode(_ number: Number, to container: inout any SingleValueEncodingContainer) throws {
        let decimal = Decimal(string: number.literal)
        if let value = number.integer {
            try container.encode(value)
        } else if let value = UInt64(number.literal) {
            try container.encode(value)
        } else if let value = number.double, decimal == nil || decimal == Decimal(string: value.description) {
            try container.encode(value)
        } else if let decimal, decimal.isFinite {
            try container.encode(decimal)
        } else {
            let context = EncodingError.Context(
                codingPath: container.codingPath, debugDescription: "a number too large for any number type")
            throw EncodingError.invalidValue(number, context)
        }
    }

    /// Not `Key`: a dictionary literal has that name for its own, and which of the two is meant depends on the build.
    private struct MemberName: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
