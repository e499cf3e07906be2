// SPDX-License-Identifier: Apache-2.0

extension JSONLayout {
    /// A string with its quotes.
    func written(_ string: JSONText) -> [UInt8] {
        guard escapes != .asGiven else { return string.written }
        var text = [UInt8(ascii: "\"")]
        for scalar in string.value.unicodeScalars {
            switch scalar {
            case "\"": text += #"\""#.utf8
            case "\\": text += #"\\"#.utf8
            case "\u{8}": text += #"\b"#.utf8
            case "\u{C}": text += #"\f"#.utf8
            case "\n": text += #"\n"#.utf8
            case "\r": text += #"\r"#.utf8
            case "\t": text += #"\t"#.utf8
            case "/" where escapes == .slashes || escapes == .asciiAndSlashes: text += #"\/"#.utf8
            case "<" where escapes == .html, ">" where escapes == .html, "&" where escapes == .html,
                "\u{0}"..."\u{1F}":
                text += Self.escaped(scalar)
            case "\u{7F}"... where escapes == .ascii || escapes == .asciiAndSlashes:
                text += scalar == "\u{7F}" ? [0x7F] : Self.escaped(scalar)
            default: text += Array(String(scalar).utf8)
            }
        }
        return text + [UInt8(ascii: "\"")]
    }

    /// `\u` and four lowercase digits for each UTF-16 unit.
    private static func escaped(_ scalar: Unicode.Scalar) -> [UInt8] {
        String(scalar).utf16.flatMap { unit in
            let digits = String(unit, radix: 16)
            return Array((#"\u"# + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
        }
    }
}
