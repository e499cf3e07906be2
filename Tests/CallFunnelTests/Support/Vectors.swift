// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Known-answer files in `Tests/CallFunnelTests/Vectors`, read with Foundation's own JSON reader.
enum Vectors {
    static func cases<Case: Decodable>(_ set: String, as type: Case.Type = Case.self) throws -> [Case] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Vectors/\(set).json")
        return try JSONDecoder().decode(File<Case>.self, from: Data(contentsOf: file)).cases
    }

    private struct File<Case: Decodable>: Decodable {
        let cases: [Case]
    }

    /// The bytes of a hexadecimal text; nil when it is none.
    static func bytes(hex: String) -> [UInt8]? {
        let digits = hex.compactMap(\.hexDigitValue)
        guard digits.count == hex.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }

    static func bytes(base64: String) -> [UInt8]? {
        Data(base64Encoded: base64).map { [UInt8]($0) }
    }
}

/// SplitMix64: the same numbers from the same seed everywhere, so that a failing case can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
