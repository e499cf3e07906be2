// SPDX-License-Identifier: Apache-2.0

extension Suspension {
    /// The event of this suspension, if it is news (C10): once when it shows, and again only after the account was
    /// answered in between.
    ///
    /// - Parameter isOver: whether the account is answered, so that only a suspension that is owed is news.
    package func events(
        since crossing: inout Crossing, isOver: Bool = false, readAt time: Timestamp
    ) -> [CallFunnelEvent] {
        let time = crossing.owedSince ?? time
        guard let number = crossing.observe(below: !isOver) else { return [] }
        let key = EventKey(.tenantSuspended, tenantID.crossingSubject(number))
        var event = CallFunnelEvent(key: key, occurredAt: time, payload: .tenantSuspended(self))
        event.tenantID = tenantID
        return [event]
    }
}
