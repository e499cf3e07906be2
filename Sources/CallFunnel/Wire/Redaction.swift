// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Takes keys and phone numbers out of texts that come from outside, before they reach an error or a log.
enum Redaction {
    private static let mostScalars = 300
    /// Looked at before the cut, so that what straddles it is still recognised.
    private static let window = 4096
    private static let shortestSecret = 4

    /// One line of bounded length.
    ///
    /// - Parameter secrets: hidden wherever they stand, whatever they look like.
    static func scrub(_ text: String, hiding secrets: [String] = []) -> String {
        let flat = hide(secrets, in: flattened(text))
        let masked = maskDigits(in: maskKeys(in: flat)).unicodeScalars
        return String(masked.prefix(mostScalars))
    }

    /// A request id, if it can be shown as it is: masking would make it useless.
    static func requestID(_ text: String?, hiding secrets: [String] = []) -> String? {
        guard let text, (1...128).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "%") }),
            hide(secrets, in: text) == text, maskKeys(in: text) == text,
            !text.contains("+") || maskDigits(in: text) == text
        else { return nil }
        return text
    }

    /// On one line, and without what moves a terminal's cursor or turns the reading direction.
    private static func flattened(_ text: String) -> String {
        var flat = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(window) {
            switch scalar.properties.generalCategory {
            case .format: continue
            case .control, .lineSeparator, .paragraphSeparator: flat.append(" ")
            default: flat.append(scalar)
            }
        }
        return String(flat)
    }

    private static func hide(_ secrets: [String], in text: String) -> String {
        secrets.filter { $0.utf8.count >= shortestSecret }.reduce(text) { $0.replacingOccurrences(of: $1, with: "…") }
    }

    /// `cf_live_abc` becomes `cf_…`.
    private static func maskKeys(in text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false)
            .map { word in
                guard let start = word.range(of: "cf_", options: .caseInsensitive) else { return String(word) }
                return word[..<start.lowerBound] + "cf_…"
            }
            .joined(separator: " ")
    }

    /// Seven digits or more in a row, with the separators people put into phone numbers, become `…` and the last two.
    private static func maskDigits(in text: String) -> String {
        var result = String.UnicodeScalarView()
        var run: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            if scalar.isDigit || scalar == "+" || (!run.isEmpty && scalar.isSeparator) {
                run.append(scalar)
            } else {
                result += masked(run)
                run = []
                result.append(scalar)
            }
        }
        return String(result + masked(run))
    }

    private static func masked(_ run: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let digits = run.filter(\.isDigit)
        guard digits.count >= 7 else { return run }
        let tail = run.reversed().prefix { !$0.isDigit }.reversed()
        return ["…"] + digits.suffix(2) + tail
    }
}

extension Unicode.Scalar {
    /// In any script.
    fileprivate var isDigit: Bool { properties.generalCategory == .decimalNumber }

    fileprivate var isSeparator: Bool {
        if "-.()/".unicodeScalars.contains(self) { return true }
        let category = properties.generalCategory
        return category == .spaceSeparator || category == .dashPunctuation
    }
}
