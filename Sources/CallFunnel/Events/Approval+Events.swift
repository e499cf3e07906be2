// SPDX-License-Identifier: Apache-2.0

extension Approval {
    /// What this approval, as it stands, implies has happened (C7): whatever its status, it was requested.
    package var events: [CallFunnelEvent] {
        let requested = CallFunnelEvent(
            key: EventKey(.approvalRequested, id.rawValue), occurredAt: createdAt, payload: .approvalRequested(self))
        guard let status, status.isResolved else { return [requested] }
        let resolved = CallFunnelEvent(
            key: EventKey(.approvalResolved, "\(id):\(status.word)"), occurredAt: decidedAt,
            payload: .approvalResolved(self))
        return [requested, resolved]
    }
}

extension Approval.Status {
    /// Approve, deny and counter resolve an approval (C7); escalating or expiring leaves it undecided.
    public var isResolved: Bool { [.approved, .denied, .countered].contains(self) }

    /// The status in one spelling, since keys must not depend on the service's.
    var word: String { String(decoding: folded, as: UTF8.self) }
}
