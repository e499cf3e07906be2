// SPDX-License-Identifier: Apache-2.0

extension Turn {
    /// What this turn, as it stands, implies has happened (C8). Voice turns are no messages, and a role this version
    /// does not know implies nothing.
    package var events: [CallFunnelEvent] {
        guard isMessage else { return [] }
        if role?.isTheirs == true {
            return [event(.messageReplied, at: timestamp, .messageReplied(self))]
        }
        guard role?.isOurs == true, status != .queued || isDelivered else { return [] }
        let sent = event(.messageSent, at: timestamp, .messageSent(self))
        guard isDelivered else { return [sent] }
        return [sent, event(.messageDelivered, at: deliveredAt ?? timestamp, .messageDelivered(self))]
    }

    /// A message of ours of which more can be expected: it is not delivered yet and has not failed.
    var awaitsDelivery: Bool {
        isMessage && role?.isOurs == true && !isDelivered && status != .failed
    }

    var isMessage: Bool { channel != .voice }

    private var isDelivered: Bool { status == .delivered || status == .read || deliveredAt != nil }

    private func event(_ type: EventType, at time: Timestamp?, _ payload: CallFunnelEvent.Payload) -> CallFunnelEvent {
        CallFunnelEvent(key: EventKey(type, subject), occurredAt: time, payload: payload)
    }
}

extension Turn.Role {
    /// The account's side: agent, assistant or system.
    public var isOurs: Bool { [.agent, .assistant, .system].contains(self) }

    /// The contact's side: customer, contact or user.
    public var isTheirs: Bool { [.customer, .contact, .user].contains(self) }
}
