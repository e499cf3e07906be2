// SPDX-License-Identifier: Apache-2.0

/// Builds one JSON object: the unknown fields as they came, then the known ones that have a value.
struct FieldWriter {
    private var members: [String: JSONValue]

    init(unknown: [String: JSONValue]) {
        members = unknown
    }

    var value: JSONValue { .object(members) }

    mutating func set(_ name: String, _ value: JSONValue?) {
        if let value { members[name] = value }
    }

    mutating func set(_ name: String, _ text: String?) {
        set(name, text.map { .string($0) })
    }

    mutating func set(_ name: String, _ integer: Int64?) {
        set(name, integer.map { .number(.init($0)) })
    }

    mutating func set(_ name: String, _ flag: Bool?) {
        set(name, flag.map { .bool($0) })
    }

    mutating func set(_ name: String, _ time: Timestamp?) {
        set(name, time.map { .string($0.description) })
    }

    mutating func set<Domain>(_ name: String, _ word: OpenEnum<Domain>?) {
        set(name, word.map { .string($0.rawValue) })
    }

    mutating func set<Resource>(_ name: String, _ id: Identifier<Resource>?) {
        set(name, id.map(\.json))
    }

    /// An id under the first of its names that is not among the unknown fields: there, the other one was read.
    mutating func set<Resource>(_ names: [String], _ id: Identifier<Resource>?) {
        if let name = names.first(where: { members[$0] == nil }) { set(name, id) }
    }

    /// A list, unless it is empty because what came under its name was none and is kept.
    mutating func set<Element: WireResource>(_ name: String, _ elements: [Element]) {
        guard !elements.isEmpty || members[name] == nil else { return }
        set(name, .array(elements.map(\.wire)))
    }

    mutating func set(_ name: String, seconds: Duration?) {
        set(name, seconds.map { .number(.init(literal: $0.secondsLiteral)) })
    }

    mutating func set(_ name: String, _ money: Money?, currency: String) {
        set(name, money?.minorUnits)
        set(currency, money?.currency)
    }
}

extension Identifier {
    fileprivate var json: JSONValue {
        isInteger ? .number(.init(literal: rawValue)) : .string(rawValue)
    }
}

extension Duration {
    /// `12`, `12.5`, `-0.000001`: seconds with as many decimals as are needed, to the microsecond.
    fileprivate var secondsLiteral: String {
        let microseconds = wholeMicroseconds
        let fraction = microseconds.magnitude % 1_000_000
        let whole = (microseconds < 0 ? "-" : "") + String(microseconds.magnitude / 1_000_000)
        guard fraction != 0 else { return whole }
        var digits = String(fraction + 1_000_000).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
