// SPDX-License-Identifier: Apache-2.0

extension Run {
    /// Everything this run and its calls, as they stand, imply has happened, in the order it must have (C6).
    package var events: [CallFunnelEvent] { events { _ in true } }

    /// Those of its events whose keys are wanted. A list that is read again mostly holds what is known, and making an
    /// event costs far more than its key.
    func events(where isWanted: (EventKey) -> Bool) -> [CallFunnelEvent] {
        var events: [CallFunnelEvent] = []
        if let key = startKey, isWanted(key) {
            events.append(CallFunnelEvent(key: key, occurredAt: startedAt, payload: .runStarted(self)))
        }
        for call in calls {
            if let key = call.eventKey, isWanted(key) { events.append(call.event(key)) }
        }
        if let key = endKey, isWanted(key) {
            events.append(CallFunnelEvent(key: key, occurredAt: endedAt, payload: .runEnded(self)))
        }
        return events
    }

    /// The keys of ``events``, in their order.
    var eventKeys: [EventKey] {
        [startKey].compactMap { $0 } + calls.compactMap(\.eventKey) + [endKey].compactMap { $0 }
    }

    private var startKey: EventKey? { hasStarted ? EventKey(.runStarted, id.rawValue) : nil }
    private var endKey: EventKey? { hasEnded ? EventKey(.runEnded, id.rawValue) : nil }

    /// Past `queued`: by its status, by a start or end time, or because a call of it is under way.
    var hasStarted: Bool {
        status == .running || startedAt != nil || hasEnded || calls.contains { $0.status?.hasBegun == true }
    }

    var hasEnded: Bool { status?.isTerminal == true || endedAt != nil }
}

extension Run.Status {
    /// Whether the run is over. A run that is shown as its one call may carry a call's word; one this version does not
    /// know counts as open.
    public var isTerminal: Bool {
        self == .completed || self == .failed || self == .cancelled || Call.Status(rawValue).isTerminal
    }
}
