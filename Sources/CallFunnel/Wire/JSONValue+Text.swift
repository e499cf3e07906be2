// SPDX-License-Identifier: Apache-2.0

extension JSONValue {
    /// Reads one JSON text; see ``JSONParser`` for what it accepts.
    init(parsing bytes: [UInt8]) throws(JSONParser.Failure) {
        var parser = JSONParser(bytes)
        self = try parser.document()
    }

    /// Compact JSON in UTF-8, the same bytes for the same value every time.
    ///
    /// Keys are in the order of their UTF-8 bytes and numbers are written as they came. Control characters and
    /// everything that some program takes for the end of a line are escaped, so that one value is one line.
    public var text: [UInt8] {
        var text: [UInt8] = []
        write(to: &text)
        return text
    }

    private func write(to text: inout [UInt8]) {
        switch self {
        case .null: text += "null".utf8
        case .bool(let value): text += (value ? "true" : "false").utf8
        case .number(let value): text += value.literal.utf8
        case .string(let value): Self.write(value, to: &text)
        case .array(let elements):
            text.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                element.write(to: &text)
            }
            text.append(UInt8(ascii: "]"))
        case .object(let members):
            text.append(UInt8(ascii: "{"))
            // Not `<`, which compares strings by their normal form.
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            for (index, member) in sorted.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                Self.write(member.key, to: &text)
                text.append(UInt8(ascii: ":"))
                member.value.write(to: &text)
            }
            text.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ string: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += #"\""#.utf8
            case "\\": text += #"\\"#.utf8
            case "\n": text += #"\n"#.utf8
            case "\r": text += #"\r"#.utf8
            case "\t": text += #"\t"#.utf8
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
                text += #"\u00"#.utf8
                text += Hex.encode([UInt8(truncatingIfNeeded: scalar.value)]).utf8
            case "\u{2028}": text += #"\u2028"#.utf8
            case "\u{2029}": text += #"\u2029"#.utf8
            default: text += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}
