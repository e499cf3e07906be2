// SPDX-License-Identifier: Apache-2.0

/// The identity of an event: the same whether it was polled or pushed, and stable for ever.
///
/// This is what an EventLedger remembers, and what you can store to make your own effects idempotent. It prints as
/// `type/subject`, for example `call.completed/call_17`; `docs/events.md` lists the subject of each type.
public struct EventKey: Hashable, Sendable {
    public let type: EventType
    /// Which resource it is about: never personal data.
    public let subject: String

    public init(_ type: EventType, _ subject: String) {
        self.type = type
        self.subject = subject
    }

    /// By bytes, as a ledger stores it: ids that only look the same are two.
    public static func == (left: EventKey, right: EventKey) -> Bool {
        left.subject.hasSameBytes(as: right.subject) && left.type == right.type
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(type)
        hasher.combine(bytesOf: subject)
    }
}

extension EventKey: LosslessStringConvertible {
    /// Reads what `description` printed: the type goes up to the first slash.
    public init?(_ description: String) {
        // By scalars, not characters: a subject may begin with a combining mark.
        let scalars = description.unicodeScalars
        guard let slash = scalars.firstIndex(of: "/"), slash != scalars.startIndex else { return nil }
        let subject = scalars[scalars.index(after: slash)...]
        guard !subject.isEmpty else { return nil }
        let type = String(scalars[..<slash]).split(separator: "%2F", omittingEmptySubsequences: false)
        self.init(EventType(rawValue: type.joined(separator: "/")), String(subject))
    }

    /// A slash within a type, which no type we know has, is written `%2F`.
    public var description: String {
        "\(type.rawValue.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "%2F"))/\(subject)"
    }
}

extension EventKey: Comparable {
    /// By the bytes of the printed form: an order for storage and tests, with no meaning in time.
    public static func < (left: EventKey, right: EventKey) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
