// SPDX-License-Identifier: Apache-2.0

/// One contribution to the conversation with a contact, on any channel (C8).
public struct Turn: Hashable, Sendable {
    /// Nil where the service gives turns no id (assumed possible); events then go by the turn's content.
    public var id: ID?
    public var channel: Channel?
    /// When it was written or said; `ts` on the wire.
    public var timestamp: Timestamp?
    public var role: Role?
    public var content: MessageText?
    public var status: Status?
    public var deliveredAt: Timestamp?
    /// The contact, as the turn says or as the timeline was asked for.
    public var phone: PhoneNumber?
    /// Fields this version has no name for, as they came.
    public var unknownFields: [String: JSONValue] = [:]

    public init(id: ID? = nil) {
        self.id = id
    }

    public typealias ID = Identifier<Turn>
    /// What carries the turn (C8).
    public typealias Channel = OpenEnum<ChannelDomain>
    /// Who speaks (words assumed).
    public typealias Role = OpenEnum<RoleDomain>
    /// How far a message of ours has come (words assumed).
    public typealias Status = OpenEnum<Turn>
    public enum ChannelDomain {}
    public enum RoleDomain {}
}

extension Turn.Channel {
    /// WhatsApp.
    public static let whatsApp: Self = "wa"
    /// Telegram.
    public static let telegram: Self = "tg"
    public static let email: Self = "email"
    public static let voice: Self = "voice"
}

extension Turn.Role {
    public static let agent: Self = "agent"
    public static let assistant: Self = "assistant"
    public static let system: Self = "system"
    public static let customer: Self = "customer"
    public static let contact: Self = "contact"
    public static let user: Self = "user"
}

extension Turn.Status {
    public static let queued: Self = "queued"
    public static let sent: Self = "sent"
    public static let delivered: Self = "delivered"
    public static let read: Self = "read"
    public static let failed: Self = "failed"
}
