// SPDX-License-Identifier: Apache-2.0

import Foundation

/// An API key (C2), which never shows itself.
struct APIKey: Sendable {
    static let variable = "CALLFUNNEL_API_KEY"

    private let secret: String

    /// - Parameter text: nil reads `CALLFUNNEL_API_KEY`. Surrounding white space is dropped, since keys come from
    ///   files.
    init(_ text: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws(CallFunnelError) {
        guard let given = text ?? environment[Self.variable] else {
            throw CallFunnelError(
                .invalidConfiguration, "no API key: pass one or set \(Self.variable); keys are minted at /api-keys")
        }
        let trimmed = given.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty else {
            throw CallFunnelError(.invalidConfiguration, "the API key is empty")
        }
        guard trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw CallFunnelError(
                .invalidConfiguration, "the API key has a space, a line break or a character outside ASCII in it")
        }
        secret = trimmed
    }

    /// What a text must not show: the key, and what is left of it without its `cf_live_`.
    var secrets: [String] {
        let tail = secret.split(separator: "_").last.map { String($0) } ?? ""
        return [secret] + (tail.utf8.count >= 8 ? [tail] : [])
    }

    /// The value of the `Authorization` header.
    var authorization: String { "Bearer \(secret)" }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "API key (hidden)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
