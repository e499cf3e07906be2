// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation

/// What the sender's key may be, given how secrets are copied about.
enum SecretVariants {
    /// The secrets as given, and then what else each may have been meant to be.
    static func all(of texts: [String]) -> [Variant<WebhookSecret>] {
        var all: [Variant<WebhookSecret>] = texts.compactMap { text in
            (try? WebhookSecret(text)).map { Variant(value: $0, finding: nil) }
        }
        for (index, text) in texts.enumerated() {
            let name = texts.count == 1 ? "the secret" : "secret \(index + 1)"
            all += stripped(text, name) + lengthened(text, name) + decoded(text, name)
        }
        var seen: Set<WebhookSecret> = []
        return all.filter { seen.insert($0.value).inserted }
    }

    /// Without what copying adds; with each addition taken away, the rest is looked at again.
    private static func stripped(_ text: String, _ name: String) -> [Variant<WebhookSecret>] {
        var variants: [Variant<WebhookSecret>] = []
        // Line breaks at the end are dropped anyway.
        var rest = String(
            String.UnicodeScalarView(text.unicodeScalars.reversed().drop { $0 == "\n" || $0 == "\r" }.reversed()))
        var additions: [String] = []
        for _ in 0..<4 {
            guard let (shorter, addition) = withoutAddition(rest) else { break }
            rest = shorter
            if !additions.contains(addition) { additions.append(addition) }
            if let secret = try? WebhookSecret(rest) {
                let all = additions.joined(separator: " and ")
                variants.append(
                    Variant(value: secret, finding: "\(name) has \(all); without that it matches"))
            }
        }
        return variants
    }

    private static func withoutAddition(_ text: String) -> (String, String)? {
        let quotes = [("\"", "\""), ("'", "'"), ("`", "`"), ("“", "”"), ("‘", "’"), ("<", ">")]
        let scalars = text.unicodeScalars
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        if trimmed.unicodeScalars.count < scalars.count {
            let isBreak = text.trimmingCharacters(in: .newlines).utf8.count == trimmed.utf8.count
            return (trimmed, isBreak ? "a line break around it" : "white space around it")
        }
        for (open, close) in quotes where text.count >= 2 && text.hasPrefix(open) && text.hasSuffix(close) {
            return (String(text.dropFirst().dropLast()), "quotes around it")
        }
        for end in ["\\r\\n", "\\n"] where text.hasSuffix(end) {
            return (String(text.dropLast(end.count)), #"the two characters \n at its end"#)
        }
        if let equals = text.firstIndex(of: "="), equals != text.startIndex,
            text[..<equals].utf8.allSatisfy({ (0x41...0x5A).contains($0) || $0 == 0x5F || (0x30...0x39).contains($0) })
        {
            return (String(text[text.index(after: equals)...]), "the name of its variable in front of it")
        }
        let visible = String(String.UnicodeScalarView(scalars.filter { !isInvisible($0) }))
        if visible.unicodeScalars.count < scalars.count { return (visible, "an invisible character in it") }
        return nil
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        [.format, .control].contains(scalar.properties.generalCategory)
    }

    /// With what the sender's own copy may have at its end.
    private static func lengthened(_ text: String, _ name: String) -> [Variant<WebhookSecret>] {
        guard let secret = try? WebhookSecret(text) else { return [] }
        return [("\n", "a line break"), ("\r\n", "a line break"), (" ", "a space")].map { end, what in
            Variant(
                value: WebhookSecret(bytes: secret.bytes + end.utf8),
                finding: "the sender's key has \(what) at its end, which \(name) has not")
        }
    }

    /// As other schemes make a key of a secret.
    private static func decoded(_ text: String, _ name: String) -> [Variant<WebhookSecret>] {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        var variants: [Variant<WebhookSecret>] = []
        func add(_ bytes: [UInt8]?, _ what: String) {
            guard let bytes, !bytes.isEmpty else { return }
            variants.append(
                Variant(
                    value: WebhookSecret(bytes: bytes),
                    finding: "the sender's key is \(name) \(what); CallFunnel's is the whole text (C13, assumed)"))
        }
        var rest = text
        if let underscore = text.firstIndex(of: "_"), text[..<underscore].utf8.count <= 8 {
            rest = String(text[text.index(after: underscore)...])
            add(Array(rest.utf8), "without its prefix")
        }
        add(hexadecimal(rest), "read as hexadecimal")
        add(Data(base64Encoded: rest).map { [UInt8]($0) }, "read as base64")
        return variants
    }

    private static func hexadecimal(_ text: String) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(exactly: digits[$0] * 16 + digits[$0 + 1]) }
    }
}

/// What to say of the secrets of a request that was accepted.
enum SecretHints {
    static func matched(_ index: Int, of count: Int) -> [String] {
        guard count > 1 else { return [] }
        return ["secret \(index + 1) of \(count) matches"]
    }

    static func trimmed(_ secrets: [WebhookSecret], only index: Int) -> [String] {
        guard secrets.indices.contains(index), secrets[index].wasTrimmed else { return [] }
        return [
            "the secret has a line break at its end, which was dropped: other software may take it for a part of it"
        ]
    }
}
