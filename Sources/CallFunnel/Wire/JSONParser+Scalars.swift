// SPDX-License-Identifier: Apache-2.0

extension JSONParser {
    /// `true`, `false` or `null`.
    mutating func word(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw failure("not the start of a value") }
        position += word.utf8.count
        return value
    }

    mutating func number() throws(Failure) -> JSONValue.Number {
        let start = position
        _ = take(UInt8(ascii: "-"))
        // A zero stands alone: 012 is not a number.
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return JSONValue.Number(literal: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(Failure) {
        let start = position
        while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        guard position > start else { throw failure("a digit is missing") }
    }
}

extension JSONParser {
    /// A string from its opening quote to past its closing one.
    mutating func string() throws(Failure) -> String {
        position += 1
        let start = position
        var isASCII = skipPlainBytes()
        if next == UInt8(ascii: "\"") {
            // The common case, without an escape: checked and copied in one step.
            return try closeString(Self.string(bytes[start..<position], isASCII: isASCII), from: start)
        }
        var text = Array(bytes[start..<position])
        while next == UInt8(ascii: "\\") {
            position += 1
            try unescape(into: &text)
            let run = position
            isASCII = skipPlainBytes() && isASCII
            text += bytes[run..<position]
        }
        // Escapes add whole scalars, so text whose other bytes are ASCII is well-formed.
        return try closeString(Self.string(text[...], isASCII: isASCII), from: start)
    }

    /// Up to a quote, a backslash, a control character or the end; whether all bytes passed are ASCII.
    private mutating func skipPlainBytes() -> Bool {
        var union: UInt8 = 0
        while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            union |= byte
            position += 1
        }
        return union < 0x80
    }

    /// Nil when the bytes are not UTF-8. The library's validating initialiser is generic at run time, which took a
    /// quarter of all parsing; most strings do not need it.
    private static func string(_ bytes: ArraySlice<UInt8>, isASCII: Bool) -> String? {
        isASCII ? String(decoding: bytes, as: UTF8.self) : String(validating: bytes, as: UTF8.self)
    }

    private mutating func closeString(_ text: String?, from start: Int) throws(Failure) -> String {
        guard let byte = next else { throw failure("the text ends inside a string") }
        guard byte == UInt8(ascii: "\"") else { throw failure("a control character inside a string") }
        guard let text else { throw Failure(offset: start, reason: "a string that is not UTF-8") }
        position += 1
        return text
    }

    /// What follows a backslash, as UTF-8.
    private mutating func unescape(into text: inout [UInt8]) throws(Failure) {
        guard let byte = next else { throw failure("the text ends inside a string") }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            position += 1
            text += String(try escapedScalar()).utf8
            return
        default: throw failure("an unknown escape")
        }
        position += 1
    }

    /// `00e9`, or the two halves of a scalar outside the basic plane: `d83d\ude42`.
    private mutating func escapedScalar() throws(Failure) -> Unicode.Scalar {
        let start = position
        let unit = try escapedUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        // Every 16-bit unit that is no scalar is a surrogate; only high before low means something.
        guard unit < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw Failure(offset: start, reason: Failure.halfSurrogatePair)
        }
        let low = try escapedUnit()
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x1_0000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
        else { throw Failure(offset: start, reason: Failure.halfSurrogatePair) }
        return scalar
    }

    private mutating func escapedUnit() throws(Failure) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = next.flatMap(Self.hexDigit) else { throw failure("a hexadecimal digit is missing") }
            unit = unit << 4 | digit
            position += 1
        }
        return unit
    }

    private static func hexDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
