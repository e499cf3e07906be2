// SPDX-License-Identifier: Apache-2.0

/// The body of a push, byte for byte, which never shows itself: it may hold numbers and messages.
public struct PushedBody: Hashable, Sendable {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension PushedBody: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "body (\(bytes.count) bytes)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["bytes": bytes.count]) }
}
