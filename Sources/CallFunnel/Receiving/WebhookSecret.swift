// SPDX-License-Identifier: Apache-2.0

/// The signing secret of a webhook endpoint (C13), which never shows itself.
///
/// The key is the whole text as UTF-8 bytes (assumed): no prefix is dropped and no base64 is decoded.
public struct WebhookSecret: Sendable {
    package let bytes: [UInt8]
    /// Whether a line break at the end was dropped, as text read from a file has one. Store the secret without it.
    public let wasTrimmed: Bool

    /// - Parameter text: the secret as the service shows it; line breaks at its end are dropped, all else is kept.
    /// - Throws: `.invalidConfiguration` when nothing but white space is given: anybody can sign with that. Not
    ///   retryable.
    public init(_ text: String) throws(CallFunnelError) {
        let given = Array(text.utf8)
        let breaks = given.reversed().prefix { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        let kept = given.dropLast(breaks.count)
        guard kept.contains(where: { $0 > UInt8(ascii: " ") }) else {
            throw CallFunnelError(.invalidConfiguration, "the webhook secret is empty")
        }
        bytes = Array(kept)
        wasTrimmed = !breaks.isEmpty
    }

    /// A key that is no text.
    package init(bytes: [UInt8]) {
        self.bytes = bytes
        wasTrimmed = false
    }
}

extension WebhookSecret: Hashable {
    /// Compares the keys only, byte by byte: Swift's own string comparison would hold different spellings for the same.
    public static func == (left: WebhookSecret, right: WebhookSecret) -> Bool {
        ConstantTime.equal(left.bytes, right.bytes)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension WebhookSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "webhook secret (hidden)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
