// SPDX-License-Identifier: Apache-2.0

extension Call {
    /// What this call, as it stands, implies has happened (C6).
    package var events: [CallFunnelEvent] {
        guard let status else { return [] }
        if status.isSuccess {
            return [event(.callCompleted, .callCompleted(self))]
        }
        return status.isFailure ? [event(.callFailed, .callFailed(self))] : []
    }

    private func event(_ type: EventType, _ payload: CallFunnelEvent.Payload) -> CallFunnelEvent {
        CallFunnelEvent(key: EventKey(type, id.rawValue), occurredAt: endedAt, payload: payload)
    }
}

extension Call.Status {
    /// The call took place and is over.
    public var isSuccess: Bool { self == .completed }

    /// The call is over without having taken place (C6): failed, busy, no answer, canceled.
    public var isFailure: Bool { [.failed, .busy, .noAnswer, .canceled].contains(self) }

    /// Whether anything more can happen to the call. A word this version does not know counts as open.
    public var isTerminal: Bool { isSuccess || isFailure }

    /// Past `queued`, as far as the word is known.
    var hasBegun: Bool { self == .ringing || self == .inProgress || isTerminal }
}
