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
}

extension EventKey: LosslessStringConvertible {
    /// Reads what `description` printed: the type goes up to the first slash.
    public init?(_ description: String) {
        guard let slash = description.firstIndex(of: "/"), slash != description.startIndex else { return nil }
        let subject = description[description.index(after: slash)...]
        guard !subject.isEmpty else { return nil }
        self.init(EventType(rawValue: String(description[..<slash])), String(subject))
    }

    public var description: String { "\(type)/\(subject)" }
}

extension EventKey: Comparable {
    /// By the bytes of the printed form: an order for storage and tests, with no meaning in time.
    public static func < (left: EventKey, right: EventKey) -> Bool {
        left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}
