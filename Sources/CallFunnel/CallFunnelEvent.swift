// SPDX-License-Identifier: Apache-2.0

/// Something that happened in the account, with the resource as it was when we learnt of it.
///
/// Encodes as, and decodes from, the body the service pushes (C16).
public struct CallFunnelEvent: Hashable, Sendable {
    /// The event's identity. Handling the same key twice is handling the same event twice.
    public let key: EventKey
    /// When it happened, by the service's clock; nil where the resource does not say.
    public let occurredAt: Timestamp?
    /// Nil where neither the event nor a balance told.
    public var tenantID: Tenant.ID?
    /// The service's id of this push (C14); nil for an event that was polled.
    public var eventID: EventID?
    public let payload: Payload
    /// Fields of the pushed envelope this version has no name for, as they came.
    public var unknownFields: [String: JSONValue] = [:]
    /// The body of the push as it came, where the payload is `.unknown`: for a reader of your own. Nil otherwise, and for
    /// an event that was polled.
    public var pushedBody: PushedBody?

    public var type: EventType { key.type }

    public init(key: EventKey, occurredAt: Timestamp?, payload: Payload) {
        self.key = key
        self.occurredAt = occurredAt
        self.payload = payload
    }

    /// What happened, with its resource. Cases may be added, so write a `default`.
    public enum Payload: Hashable, Sendable {
        case callCompleted(Call)
        case callFailed(Call)
        case messageSent(Turn)
        case messageDelivered(Turn)
        case messageReplied(Turn)
        case approvalRequested(Approval)
        case approvalResolved(Approval)
        case runStarted(Run)
        case runEnded(Run)
        case walletLow(Balance)
        case walletExhausted(Balance)
        case tenantSuspended(Suspension)
        /// A type this version does not know, or data it cannot read: `data` as it came.
        case unknown(JSONValue)
    }

    /// The service's id of one push.
    public typealias EventID = Identifier<CallFunnelEvent>
}

extension CallFunnelEvent {
    /// The same event under another key.
    func keyed(_ key: EventKey) -> CallFunnelEvent {
        var event = CallFunnelEvent(key: key, occurredAt: occurredAt, payload: payload)
        event.tenantID = tenantID
        event.eventID = eventID
        event.unknownFields = unknownFields
        event.pushedBody = pushedBody
        return event
    }

    /// The resource whose events must stay in order: a run and its calls are one.
    package var resource: String {
        switch payload {
        case .callCompleted(let call), .callFailed(let call): call.runID.map { "run/\($0)" } ?? "call/\(call.id)"
        case .runStarted(let run), .runEnded(let run): "run/\(run.id)"
        case .approvalRequested(let approval), .approvalResolved(let approval): "approval/\(approval.id)"
        case .messageSent, .messageDelivered, .messageReplied: "turn/\(key.subject)"
        case .walletLow, .walletExhausted: "wallet"
        case .tenantSuspended: "tenant"
        case .unknown: "unknown/\(key)"
        }
    }
}
