// SPDX-License-Identifier: Apache-2.0

/// The id of one kind of resource: a `Run.ID` cannot be passed where a `Call.ID` is meant.
///
/// The service writes ids as JSON integers or as strings (C5); both become the same identifier, and both are equal. It
/// is written back the way it came.
public struct Identifier<Resource>: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    /// Whether the id came as a JSON integer. No part of its identity.
    let isInteger: Bool

    public init(rawValue: String) {
        self.init(rawValue, isInteger: false)
    }

    public init(_ rawValue: String) {
        self.init(rawValue, isInteger: false)
    }

    public init(_ integer: Int64) {
        self.init(String(integer), isInteger: true)
    }

    init(_ rawValue: String, isInteger: Bool) {
        self.rawValue = rawValue
        self.isInteger = isInteger
    }

    /// The same id for another kind of resource.
    init<Other>(_ other: Identifier<Other>) {
        self.init(other.rawValue, isInteger: other.isInteger)
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.rawValue.hasSameBytes(as: right.rawValue)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(bytesOf: rawValue)
    }
}

extension Identifier: ExpressibleByStringLiteral, CustomStringConvertible {
    public init(stringLiteral value: String) {
        self.init(value)
    }

    public var description: String { rawValue }
}

/// A campaign definition whose runs can be read (C6). The SDK needs only its id.
public enum Workflow {
    public typealias ID = Identifier<Workflow>
}

/// The account an API key belongs to (C9).
public enum Tenant {
    public typealias ID = Identifier<Tenant>
}
