// SPDX-License-Identifier: Apache-2.0

extension Balance {
    /// The two lines of a wallet, as they were last seen.
    package struct Crossings: Hashable, Sendable {
        package var low = Crossing()
        package var exhausted = Crossing()

        package init() {}

        /// Of the crossings that last, as the level is beyond the line.
        func keys(of tenant: Tenant.ID?) -> [EventKey] {
            let lines = [(EventType.walletLow, low), (EventType.walletExhausted, exhausted)]
            return lines.filter { $0.1.isBelow && $0.1.count > 0 }.map {
                EventKey($0.0, tenant.crossingSubject($0.1.count))
            }
        }
    }

    /// What this balance implies, given the lines as they were (C9). A fall straight through zero yields low and
    /// exhausted, in that order. Without a balance nothing is known and nothing changes.
    ///
    /// - Parameters:
    ///   - threshold: minor units below which the wallet is low; nil takes the account's own autocharge threshold.
    ///   - time: when it was read, since a balance carries no time.
    package func events(
        lowBelow threshold: Int64?, since crossings: inout Crossings, readAt time: Timestamp
    ) -> [CallFunnelEvent] {
        guard let balance = balance?.minorUnits else { return [] }
        var events: [CallFunnelEvent] = []
        let times = (low: crossings.low.owedSince ?? time, exhausted: crossings.exhausted.owedSince ?? time)
        if let line = threshold ?? autocharge?.threshold?.minorUnits,
            let number = crossings.low.observe(below: balance < line)
        {
            events.append(event(.walletLow, number, at: times.low, .walletLow(self)))
        }
        if let number = crossings.exhausted.observe(below: balance <= 0) {
            events.append(event(.walletExhausted, number, at: times.exhausted, .walletExhausted(self)))
        }
        return events
    }

    private func event(
        _ type: EventType, _ number: Int, at time: Timestamp, _ payload: CallFunnelEvent.Payload
    ) -> CallFunnelEvent {
        let key = EventKey(type, tenantID.crossingSubject(number))
        var event = CallFunnelEvent(key: key, occurredAt: time, payload: payload)
        event.tenantID = tenantID
        return event
    }
}

extension Optional where Wrapped == Tenant.ID {
    /// Tenant and number of the crossing; `-` stands for a tenant nobody has named yet.
    func crossingSubject(_ number: Int) -> String {
        "\(self?.rawValue ?? "-")#\(number)"
    }
}
