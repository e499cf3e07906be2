// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Takes keys and phone numbers out of texts that come from outside, before they reach an error or a log.
enum Redaction {
    private static let mostCharacters = 300

    static func scrub(_ text: String) -> String {
        var start = text.prefix(mostCharacters)
        if start.endIndex != text.endIndex {
            // Half a number would be too short to be taken for one.
            while let last = start.last, isPartOfNumber(last) { start.removeLast() }
        }
        let flat = start.map { $0.isNewline ? " " : $0 }
        return maskDigits(in: maskKeys(in: String(flat)))
    }

    /// `cf_live_abc` becomes `cf_…`.
    private static func maskKeys(in text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false)
            .map { word in
                guard let start = word.range(of: "cf_") else { return String(word) }
                return word[..<start.lowerBound] + "cf_…"
            }
            .joined(separator: " ")
    }

    /// Seven digits or more in a row, with the separators people put into phone numbers, become `…` and the last two.
    private static func maskDigits(in text: String) -> String {
        var result = ""
        var run = ""
        for character in text {
            if character.isNumber || character == "+" || (!run.isEmpty && isPartOfNumber(character)) {
                run.append(character)
            } else {
                result += masked(run)
                run = ""
                result.append(character)
            }
        }
        return result + masked(run)
    }

    /// A digit, or what people write between digits: typographic dashes and spaces that do not break among them.
    private static func isPartOfNumber(_ character: Character) -> Bool {
        let typographic = "\u{A0}\u{2007}\u{2009}\u{202F}\u{2010}\u{2011}\u{2012}\u{2013}"
        return character.isNumber || "+-./() ".contains(character) || typographic.contains(character)
    }

    private static func masked(_ run: String) -> String {
        let digits = run.filter(\.isNumber)
        guard digits.count >= 7 else { return run }
        let tail = run.reversed().prefix { !$0.isNumber }.reversed()
        return "…" + digits.suffix(2) + tail
    }
}
