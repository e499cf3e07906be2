// SPDX-License-Identifier: Apache-2.0

/// A contact's phone number, which never shows itself: its description is its last two digits.
///
/// Use `rawValue` where the whole number is needed. Numbers are compared as they are written, so use the service's own
/// spelling, which is E.164 (`+14155550100`) in every example it gives.
public struct PhoneNumber: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
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

extension PhoneNumber: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "phone …" + rawValue.filter(\.isNumber).suffix(2) }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["masked": description]) }
}
