// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation

/// The header as it was given: its value, or the whole line.
struct HeaderLine: Sendable {
    /// The name in front of the value, where there is one.
    let name: String?
    let value: String

    init(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        // `t:1,v1:…` has a colon too.
        if parts.count == 2, parts[0].contains("-"), parts[0].utf8.allSatisfy(Self.isNamePart) {
            name = String(parts[0])
            value = parts[1].trimmingCharacters(in: .whitespacesAndNewlines)
        } else {
            name = nil
            value = text
        }
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
    }

    /// A header of another name is none of ours.
    var headers: HTTPHeaders {
        var headers: HTTPHeaders = [:]
        headers.add(name ?? WebhookSignature.headerName, value)
        return headers
    }

    /// The elements between the commas, each split at its first `=`.
    var pairs: [(name: String, value: String)] {
        value.split(separator: ",").map { element in
            let parts = element.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = parts[0].trimmingCharacters(in: .whitespacesAndNewlines)
            return (name, parts.count == 2 ? parts[1].trimmingCharacters(in: .whitespacesAndNewlines) : "")
        }
    }
}
