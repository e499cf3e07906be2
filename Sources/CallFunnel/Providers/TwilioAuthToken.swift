// SPDX-License-Identifier: Apache-2.0

/// The auth token of a Twilio account (C17), which signs its webhooks and never shows itself.
public struct TwilioAuthToken: Sendable {
    let bytes: [UInt8]

    /// - Parameter text: the token as Twilio's console shows it.
    /// - Throws: `invalidConfiguration` when it is empty, or has a space or a line break in it, as text from a file does:
    ///   with that no signature would ever match. Not retryable.
    public init(_ text: String) throws(CallFunnelError) {
        guard !text.isEmpty else { throw CallFunnelError(.invalidConfiguration, "the Twilio auth token is empty") }
        guard text.utf8.allSatisfy({ $0 > UInt8(ascii: " ") && $0 != 0x7F }) else {
            throw CallFunnelError(
                .invalidConfiguration, "the Twilio auth token has a space, a line break or a control character in it")
        }
        bytes = Array(text.utf8)
    }
}

extension TwilioAuthToken: Hashable {
    public static func == (left: TwilioAuthToken, right: TwilioAuthToken) -> Bool {
        ConstantTime.equal(left.bytes, right.bytes)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

extension TwilioAuthToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "Twilio auth token (hidden)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
