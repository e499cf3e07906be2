// SPDX-License-Identifier: Apache-2.0

extension Call {
    /// What this call, as it stands, implies has happened (C6).
    package var events: [CallFunnelEvent] {
        eventKey.map { [event($0)] } ?? []
    }

    /// The key of the event that ended this call, once it has.
    var eventKey: EventKey? {
        guard let status else { return nil }
        if status.isSuccess { return EventKey(.callCompleted, id.rawValue) }
        return status.isFailure ? EventKey(.callFailed, id.rawValue) : nil
    }

    func event(_ key: EventKey) -> CallFunnelEvent {
        CallFunnelEvent(
            key: key, occurredAt: endedAt,
            payload: key.type == .callCompleted ? .callCompleted(self) : .callFailed(self))
    }
}

extension Call.Status {
    /// The call took place and is over.
    public var isSuccess: Bool { self == .completed }

    /// The call is over without having taken place (C6): failed, busy, no answer, canceled.
    public var isFailure: Bool { self == .failed || self == .busy || self == .noAnswer || self == .canceled }

    /// Whether anything more can happen to the call. A word this version does not know counts as open.
    public var isTerminal: Bool { isSuccess || isFailure }

    /// Past `queued`, as far as the word is known.
    var hasBegun: Bool { self == .ringing || self == .inProgress || isTerminal }
}
