// SPDX-License-Identifier: Apache-2.0

/// Reads the values that command lines have in common. Each answers nil for text it cannot use.
public enum Values {
    /// `0.2s`, `30s`, `5m`, `250ms`, `1h`: more than zero and at most a thousand hours.
    public static func duration(_ text: String) -> Duration? {
        let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)]
        guard let unit = units.first(where: { text.hasSuffix($0.0) }) else { return nil }
        let number = text.dropLast(unit.0.count)
        guard let amount = decimal(number), amount * unit.1 > 0, amount * unit.1 <= 3_600_000 else { return nil }
        return .microseconds(Int64((amount * unit.1 * 1_000_000).rounded(.up)))
    }

    /// Digits, with at most one point between them: no sign, no exponent, no `inf`.
    public static func decimal(_ text: some StringProtocol) -> Double? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), text.utf8.count <= 15,
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) })
        else { return nil }
        return Double(text)
    }

    /// Digits only, within range.
    public static func integer(_ text: String, in range: ClosedRange<Int64> = 0...Int64.max) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy(isDigit), let value = Int64(text) else { return nil }
        return range.contains(value) ? value : nil
    }

    /// A phone number as E.164 writes it: a plus and 7 to 15 digits, the first not zero.
    public static func phone(_ text: String) -> String? {
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "+"), (7...15).contains(digits.count), digits.first != 0x30,
            digits.allSatisfy(isDigit)
        else { return nil }
        return text
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
