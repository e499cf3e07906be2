// SPDX-License-Identifier: Apache-2.0

public import CallFunnel

/// One event as the service pushes it: the envelope of C16 (assumed), written when the event happened.
///
/// Its description shows id and type only, because the body holds phone numbers and messages.
public struct WebhookPush: Sendable, Hashable {
    /// In the envelope's `id` and in `X-CF-Event-Id` (C14), for example `evt_3`.
    public let id: String
    /// For example `call.completed` (C12).
    public let type: String
    /// Of the entry in ``Simulator/truth`` this is a push of, for example `call.completed/call_17`.
    public let truthKey: String
    /// When it happened, by the service's clock; the envelope's `created_at`.
    public let createdAt: Timestamp
    /// `{"id", "type", "created_at", "tenant_id", "data"}`, the bytes that are signed.
    public let body: [UInt8]

    /// An event of your own, to be delivered by a ``WebhookSender``; the simulator makes its own.
    ///
    /// - Parameter body: taken as it is. It should say the same `id` and `type`.
    public init(id: String, type: String, truthKey: String = "", createdAt: Timestamp, body: [UInt8]) {
        self.id = id
        self.type = type
        self.truthKey = truthKey
        self.createdAt = createdAt
        self.body = body
    }
}

extension WebhookPush: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(id) \(type)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["id": id, "type": type, "bytes": body.count]) }
}
