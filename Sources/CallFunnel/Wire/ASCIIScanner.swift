// SPDX-License-Identifier: Apache-2.0

/// Reads a short text from its front, byte by byte, for the date forms of the wire.
///
/// It works on UTF-8 bytes, not on characters: a combining mark or a full-width digit is a byte that does not fit.
struct ASCIIScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    /// Leaves out the spaces and tabs around an HTTP field value, which are not part of it.
    init(trimming text: String) {
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var rest = Array(text.utf8)[...]
        rest = rest.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        bytes = Array(rest)
    }

    var isAtEnd: Bool { position == bytes.count }

    /// Steps over one byte if it is next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Steps over `word` if it is next.
    mutating func take(_ word: String) -> Bool {
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    /// Steps over the first of `words` that is next and answers its index.
    mutating func take(oneOf words: [String]) -> Int? {
        words.firstIndex { take($0) }
    }

    /// Exactly `count` digits, as their number; `count` is small and ours, so the sum cannot overflow.
    mutating func number(ofDigits count: Int) -> Int? {
        guard bytes.count - position >= count else { return nil }
        var number = 0
        for byte in bytes[position..<position + count] {
            guard let digit = Self.digit(byte) else { return nil }
            number = number * 10 + digit
        }
        position += count
        return number
    }

    /// All digits up to the next other byte; empty when there are none.
    mutating func digits() -> [Int] {
        let digits = bytes[position...].prefix { Self.digit($0) != nil }.compactMap(Self.digit)
        position += digits.count
        return digits
    }

    /// `07:30:45`. Whether there is such a time of day is for the caller to check.
    mutating func timeOfDay() -> (hour: Int, minute: Int, second: Int)? {
        guard let hour = number(ofDigits: 2), take(UInt8(ascii: ":")),
            let minute = number(ofDigits: 2), take(UInt8(ascii: ":")),
            let second = number(ofDigits: 2)
        else { return nil }
        return (hour, minute, second)
    }

    private static func digit(_ byte: UInt8) -> Int? {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int(byte - UInt8(ascii: "0")) : nil
    }
}
