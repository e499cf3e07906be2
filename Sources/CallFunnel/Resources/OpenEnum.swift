// SPDX-License-Identifier: Apache-2.0

/// A word from a list that the service may extend: known words have names, unknown ones are kept as they came (C5).
///
/// Two words are equal when they differ only in ASCII case, in `-` or a space for `_`, or in `cancelled` for
/// `canceled`: the service's own documents write `no-answer` and `no_answer` for one thing. A `switch` needs a
/// `default`.
public struct OpenEnum<Domain>: RawRepresentable, Hashable, Sendable {
    /// The word as the service wrote it.
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    public static func == (left: Self, right: Self) -> Bool {
        let (left, right) = (left.rawValue.utf8, right.rawValue.utf8)
        guard left.count != right.count else { return left.elementsEqual(right) { fold($0) == fold($1) } }
        return spellsCanceled(left) && spellsCanceled(right)
    }

    public func hash(into hasher: inout Hasher) {
        for byte in spelling { hasher.combine(Self.fold(byte)) }
        hasher.combine(UInt8.max)
    }

    /// What equality looks at.
    package var folded: [UInt8] {
        spelling.map(Self.fold)
    }

    private var spelling: String.UTF8View {
        Self.spellsCanceled(rawValue.utf8) ? "canceled".utf8 : rawValue.utf8
    }

    private static func fold(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        case UInt8(ascii: "-"), UInt8(ascii: " "): UInt8(ascii: "_")
        default: byte
        }
    }

    /// With one `l` or two.
    private static func spellsCanceled(_ word: String.UTF8View) -> Bool {
        let spelling = word.count == 8 ? "canceled" : "cancelled"
        return word.elementsEqual(spelling.utf8) { fold($0) == $1 }
    }
}

extension OpenEnum: ExpressibleByStringLiteral, CustomStringConvertible {
    public init(stringLiteral value: String) {
        self.init(value)
    }

    public var description: String { rawValue }
}
