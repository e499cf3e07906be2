// SPDX-License-Identifier: Apache-2.0

extension Run {
    /// Everything this run and its calls, as they stand, imply has happened, in the order it must have (C6).
    package var events: [CallFunnelEvent] {
        let started = hasStarted ? [event(.runStarted, at: startedAt, .runStarted(self))] : []
        let ended = hasEnded ? [event(.runEnded, at: endedAt, .runEnded(self))] : []
        return started + calls.flatMap(\.events) + ended
    }

    /// Past `queued`: by its status, by a start or end time, or because a call of it is under way.
    var hasStarted: Bool {
        status == .running || startedAt != nil || hasEnded || calls.contains { $0.status?.hasBegun == true }
    }

    var hasEnded: Bool { status?.isTerminal == true || endedAt != nil }

    private func event(_ type: EventType, at time: Timestamp?, _ payload: CallFunnelEvent.Payload) -> CallFunnelEvent {
        CallFunnelEvent(key: EventKey(type, id.rawValue), occurredAt: time, payload: payload)
    }
}

extension Run.Status {
    /// Whether the run is over. A run that is shown as its one call may carry a call's word; one this version does not
    /// know counts as open.
    public var isTerminal: Bool {
        [.completed, .failed, .cancelled].contains(self) || Call.Status(rawValue).isTerminal
    }
}
