// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A string of a JSON text: as it was written, and what it says.
struct JSONText: Sendable, Equatable {
    /// With its quotes and escapes.
    let written: [UInt8]
    let value: String

    enum Token: Equatable {
        case mark(UInt8)
        case string(JSONText)
        case word([UInt8])
    }

    /// The tokens without the white space between them; nil where a string is none.
    static func tokens(_ bytes: [UInt8]) -> [Token]? {
        var tokens: [Token] = []
        var index = 0
        while index < bytes.count {
            let start = index
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","),
                UInt8(ascii: ":"):
                tokens.append(.mark(bytes[index]))
                index += 1
            case UInt8(ascii: "\""):
                index += 1
                while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                    index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
                }
                guard index < bytes.count else { return nil }
                index += 1
                let written = Array(bytes[start..<index])
                guard let value = try? JSONDecoder().decode(String.self, from: Data(written)) else { return nil }
                tokens.append(.string(JSONText(written: written, value: value)))
            default:
                while index < bytes.count, isWordPart(bytes[index]) { index += 1 }
                guard index > start else { return nil }
                tokens.append(.word(Array(bytes[start..<index])))
            }
        }
        return tokens
    }

    private static func isWordPart(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
            || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
    }
}
