// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What the sender may have signed, given what became of it on its way.
enum BodyVariants {
    /// The body as given, and then what it may have been; each once.
    static func all(of body: [UInt8]) -> [Variant<[UInt8]>] {
        var seen: Set<[UInt8]> = []
        return ([Variant(value: body, finding: nil)] + simple(body) + JSONLayout.all(of: body))
            .filter { seen.insert($0.value).inserted }
    }

    private static func simple(_ body: [UInt8]) -> [Variant<[UInt8]>] {
        var variants: [Variant<[UInt8]>] = []
        func add(_ bytes: [UInt8]?, _ finding: String) {
            if let bytes { variants.append(Variant(value: bytes, finding: finding)) }
        }
        let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
        if body.last == lineFeed {
            add(body.dropLast(), "a line break was added at the end of the body")
            add(
                body.dropLast(body.dropLast().last == carriageReturn ? 2 : 1),
                "a line break was added at the end of the body")
        }
        add(body + [lineFeed], "the line break at the end of the body is missing")
        add(body + [carriageReturn, lineFeed], "the line break at the end of the body is missing")
        add(trimmed(body), "white space was added around the body")
        let unix = body.enumerated().filter { index, byte in
            !(byte == carriageReturn && body.indices.contains(index + 1) && body[index + 1] == lineFeed)
        }.map(\.element)
        add(unix, "line breaks in the body were changed to CR LF")
        add(
            unix.flatMap { $0 == lineFeed ? [carriageReturn, lineFeed] : [$0] },
            "line breaks in the body were changed to LF")
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        add(body.starts(with: mark) ? Array(body.dropFirst(3)) : nil, "a byte order mark was added to the body")
        add(mark + body, "the byte order mark of the body is missing")
        add(
            Data(base64Encoded: Data(body)).map { [UInt8]($0) },
            "the body is base64 of what was signed: decode it first")
        add(afterHead(body), "the request's head stands before the body")
        add(quoted(body), "the body is what was signed as a JSON string: it was encoded twice")
        add(latin1(body), "the body was read as Latin-1 and written as UTF-8")
        return variants
    }

    private static func trimmed(_ body: [UInt8]) -> [UInt8] {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        return Array(body.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }

    private static func afterHead(_ body: [UInt8]) -> [UInt8]? {
        guard body.starts(with: Array("POST ".utf8)), let end = Data(body).firstRange(of: Data("\r\n\r\n".utf8)) else {
            return nil
        }
        return Array(body[end.upperBound...])
    }

    private static func quoted(_ body: [UInt8]) -> [UInt8]? {
        guard body.first == UInt8(ascii: "\""), let text = try? JSONDecoder().decode(String.self, from: Data(body))
        else {
            return nil
        }
        return Array(text.utf8)
    }

    private static func latin1(_ body: [UInt8]) -> [UInt8]? {
        guard body.contains(where: { $0 > 0x7F }), let text = String(validating: body, as: UTF8.self) else {
            return nil
        }
        let bytes = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
        return bytes.count == text.unicodeScalars.count ? bytes : nil
    }
}

/// What the look of the body tells, when nothing that was tried matches.
enum BodyHints {
    static func all(of body: [UInt8]) -> [String] {
        var hints: [String] = []
        if body.isEmpty { hints.append("the body is empty: had it been read before it was verified?") }
        if Data(body).firstRange(of: Data("\u{FFFD}".utf8)) != nil {
            hints.append("the body has replacement characters: it was read as text, and bytes were lost")
        }
        if body.starts(with: [0x1F, 0x8B]) { hints.append("the body is compressed with gzip") }
        return hints
    }
}
