// SPDX-License-Identifier: Apache-2.0

/// Something a person wrote or said, which never shows itself: its description is its length.
///
/// Use `rawValue` where the text is needed.
public struct MessageText: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    public init(stringLiteral value: String) {
        self.rawValue = value
    }
}

extension MessageText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "text (\(rawValue.count) characters)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["characters": rawValue.count]) }
}
