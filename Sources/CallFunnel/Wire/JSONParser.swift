// SPDX-License-Identifier: Apache-2.0

/// The one JSON reader of the SDK: strict RFC 8259 over bytes.
///
/// One reader, because readers disagree and whatever decides an event's identity must not. Of two equal keys it keeps
/// the first, as `JSONDecoder` does. It accepts a leading byte order mark and refuses what is not UTF-8.
struct JSONParser {
    /// Where reading stopped and why. It never quotes the text, which may hold personal data.
    struct Failure: Error, Hashable {
        /// Counted in bytes from the start of the input.
        let offset: Int
        let reason: String

        static let nestedTooDeeply = "nested too deeply"
        static let halfSurrogatePair = "half of a surrogate pair"

        /// Whether the grammar of JSON allows what stands there, and only this reader has no use for it.
        var isOurLimit: Bool { reason == Self.nestedTooDeeply || reason == Self.halfSurrogatePair }
    }

    /// How deep arrays and objects may be nested, so that no body can exhaust the stack.
    static let depthLimit = 256

    let bytes: [UInt8]
    var position = 0
    /// How many members the last object of each depth had: lists hold alike objects, and a dictionary of the right size is
    /// faster. By depth, so that one large object makes one other large at most, however they are nested.
    private var expectedMembers: [Int] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The one value the input holds, with nothing but white space around it.
    mutating func document() throws(Failure) -> JSONValue {
        try document { parser throws(Failure) in try parser.value(depth: 0) }
    }

    /// The same, with that value read in another way.
    mutating func document<Value>(
        _ read: (inout JSONParser) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        skipWhitespace()
        let value = try read(&self)
        skipWhitespace()
        guard position == bytes.count else { throw failure("more text after the value") }
        return value
    }

    mutating func value(depth: Int) throws(Failure) -> JSONValue {
        guard let byte = next else { throw failure("the text ends where a value should be") }
        switch byte {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["):
            return .array(
                try array(depth: depth + 1) { parser, depth throws(Failure) in try parser.value(depth: depth) })
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw failure("not the start of a value")
        }
    }

    mutating func array<Element>(
        depth: Int, _ read: (inout JSONParser, _ depth: Int) throws(Failure) -> Element
    ) throws(Failure) -> [Element] {
        try enter(depth)
        var elements: [Element] = []
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try read(&self, depth))
            skipWhitespace()
            if take(UInt8(ascii: "]")) { return elements }
            guard take(UInt8(ascii: ",")) else { throw failure("a comma or the end of the array is missing") }
            skipWhitespace()
        }
    }

    private mutating func object(depth: Int) throws(Failure) -> [String: JSONValue] {
        while expectedMembers.count <= depth { expectedMembers.append(0) }
        var members: [String: JSONValue] = [:]
        try object(depth: depth) { parser, key throws(Failure) in
            if members.isEmpty { members.reserveCapacity(parser.expectedMembers[depth]) }
            // Put back the first of two: cheaper than looking every key up before it is stored.
            if let first = members.updateValue(try parser.value(depth: depth), forKey: key) { members[key] = first }
        }
        if !members.isEmpty { expectedMembers[depth] = members.count }
        return members
    }

    mutating func object(
        depth: Int, _ read: (inout JSONParser, _ key: String) throws(Failure) -> Void
    ) throws(Failure) {
        try enter(depth)
        if take(UInt8(ascii: "}")) { return }
        while true {
            guard next == UInt8(ascii: "\"") else { throw failure("a key in quotes is missing") }
            let key = try string()
            skipWhitespace()
            guard take(UInt8(ascii: ":")) else { throw failure("a colon is missing") }
            skipWhitespace()
            try read(&self, key)
            skipWhitespace()
            if take(UInt8(ascii: "}")) { return }
            guard take(UInt8(ascii: ",")) else { throw failure("a comma or the end of the object is missing") }
            skipWhitespace()
        }
    }

    private mutating func enter(_ depth: Int) throws(Failure) {
        guard depth <= Self.depthLimit else { throw failure(Failure.nestedTooDeeply) }
        position += 1
        skipWhitespace()
    }
}

extension JSONParser {
    /// The byte to read, nil at the end.
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Steps over one byte if it is next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    mutating func skipWhitespace() {
        // Space, tab, line feed and carriage return: no other byte up to 0x20 is allowed here.
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    func failure(_ reason: String) -> Failure { Failure(offset: position, reason: reason) }
}
