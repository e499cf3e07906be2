// SPDX-License-Identifier: Apache-2.0

/// What kind of thing happened: the twelve types of C12, and whatever the service adds.
public struct EventType: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public init(stringLiteral value: String) {
        self.rawValue = value
    }

    /// Byte by byte, as keys are stored.
    public static func == (left: Self, right: Self) -> Bool {
        left.rawValue.hasSameBytes(as: right.rawValue)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(bytesOf: rawValue)
    }

    /// An outbound or inbound call finished: disposition, duration, cost, transcript.
    public static let callCompleted: Self = "call.completed"
    /// A call failed: busy, no answer, provider error, canceled.
    public static let callFailed: Self = "call.failed"
    /// A message of ours left for WhatsApp, Telegram or email.
    public static let messageSent: Self = "message.sent"
    public static let messageDelivered: Self = "message.delivered"
    /// The contact wrote.
    public static let messageReplied: Self = "message.replied"
    /// A concession waits for a decision.
    public static let approvalRequested: Self = "approval.requested"
    public static let approvalResolved: Self = "approval.resolved"
    public static let runStarted: Self = "workflow.run.started"
    public static let runEnded: Self = "workflow.run.ended"
    /// The balance fell below your threshold.
    public static let walletLow: Self = "wallet.low"
    /// The balance fell to zero or less.
    public static let walletExhausted: Self = "wallet.exhausted"
    public static let tenantSuspended: Self = "tenant.suspended"
}

extension EventType: CaseIterable, CustomStringConvertible {
    /// The types this version knows, in the order of C12.
    public static var allCases: [EventType] {
        [
            .callCompleted, .callFailed, .messageSent, .messageDelivered, .messageReplied, .approvalRequested,
            .approvalResolved, .runStarted, .runEnded, .walletLow, .walletExhausted, .tenantSuspended,
        ]
    }

    public var description: String { rawValue }
}
