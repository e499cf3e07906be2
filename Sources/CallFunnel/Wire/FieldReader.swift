// SPDX-License-Identifier: Apache-2.0

/// Reads the fields of one JSON object.
///
/// A field that is taken is used up; what remains is what this version does not know. A documented field of the wrong
/// type is reported, left among the unknown ones, and does not cost the rest of the element.
struct FieldReader {
    let path: String
    private(set) var remaining: [String: JSONValue]
    private(set) var issues: [DecodingIssue] = []

    init(_ value: JSONValue, path: String) throws(DecodingIssue) {
        guard case .object(let members) = value else {
            throw DecodingIssue(path, expected: "an object", found: value)
        }
        self.path = path
        self.remaining = members
    }

    /// The first of these names that is there and can be converted. Null counts as absent.
    mutating func take<Value>(
        _ names: [String], expecting expected: String, _ convert: (JSONValue) -> Value?
    ) -> Value? {
        for name in names {
            guard let field = remaining[name] else { continue }
            if field == .null {
                remaining[name] = nil
            } else if let value = convert(field) {
                remaining[name] = nil
                return value
            } else {
                // A run that is its one call is asked for some fields twice.
                report([DecodingIssue(path.isEmpty ? name : "\(path).\(name)", expected: expected, found: field)])
            }
        }
        return nil
    }

    mutating func report(_ others: [DecodingIssue]) {
        issues += others.filter { !issues.contains($0) }
    }

    /// Whether one of these fields is there and not null.
    func has(anyOf names: [String]) -> Bool {
        names.contains { remaining[$0].map { $0 != .null } ?? false }
    }

    /// Puts a field back among the unknown ones, to be written again as it came.
    mutating func keep(_ name: String, _ value: JSONValue) {
        remaining[name] = value
    }
}

extension FieldReader {
    mutating func string(_ name: String) -> String? {
        take([name], expecting: "a string", \.string)
    }

    mutating func bool(_ name: String) -> Bool? {
        take([name], expecting: "a boolean") { if case .bool(let value) = $0 { value } else { nil } }
    }

    mutating func integer(_ name: String) -> Int64? {
        take([name], expecting: "an integer", \.wholeNumber)
    }

    mutating func word<Domain>(_ name: String) -> OpenEnum<Domain>? {
        take([name], expecting: "a word") { $0.string.map { OpenEnum($0) } }
    }

    mutating func timestamp(_ name: String) -> Timestamp? {
        take([name], expecting: "an ISO 8601 instant") { $0.string.flatMap { Timestamp($0) } }
    }

    mutating func duration(_ name: String) -> Duration? {
        take([name], expecting: "a number of seconds", \.seconds)
    }

    mutating func phone(_ name: String) -> PhoneNumber? {
        take([name], expecting: "a phone number") { $0.string.map { PhoneNumber($0) } }
    }

    mutating func identifier<Resource>(_ names: String...) -> Identifier<Resource>? {
        take(names, expecting: "an id") { $0.identifier() }
    }

    /// An amount in minor units; the currency is named by another field and taken only with an amount.
    mutating func money(_ name: String, currency: String) -> Money? {
        guard let amount = integer(name) else { return nil }
        return Money(minorUnits: amount, currency: word(currency))
    }
}

extension JSONValue {
    /// A JSON integer, or text that is not empty (C5).
    fileprivate func identifier<Resource>() -> Identifier<Resource>? {
        switch self {
        case .string(let text) where !text.isEmpty: Identifier(text)
        case .number(let number):
            number.integer.map { Identifier($0) }
                ?? UInt64(number.literal).map { Identifier(String($0), isInteger: true) }
        default: nil
        }
    }

    /// An integer, also when it is written as `500.0`, as Python does once a float was involved.
    var wholeNumber: Int64? {
        guard case .number(let number) = self else { return nil }
        return number.integer ?? number.double.flatMap { abs($0) < 9e15 ? Int64(exactly: $0) : nil }
    }

    /// Seconds, to the microsecond; fewer than 285 years of them.
    fileprivate var seconds: Duration? {
        guard case .number(let number) = self, let value = number.double, abs(value) < 9e9 else { return nil }
        return .microseconds(Int64((value * 1_000_000).rounded()))
    }
}
