// SPDX-License-Identifier: Apache-2.0

extension Poll {
    /// Compares the balance with its lines (C9). At a start from `.now` a wallet that is low already is not news.
    func readWallet(lowBelow threshold: Int64?, into brought: inout Brought) async throws(CallFunnelError) {
        let reading = try await client.balance()
        note(reading, in: &brought)
        var crossings = Balance.Crossings()
        crossings.low = crossing("low")
        crossings.exhausted = crossing("exhausted")
        let events = reading.value.events(lowBelow: threshold, since: &crossings, readAt: now(brought))
        if let low = events.first(where: { $0.type == .walletLow }) {
            brought.eventMarks[low.key] = [name("low"): crossings.low.description]
        }
        if let exhausted = events.first(where: { $0.type == .walletExhausted }) {
            brought.eventMarks[exhausted.key] = [name("exhausted"): crossings.exhausted.description]
        }
        brought.isBaseline = reading.value.balance != nil
        try await sort(events, into: &brought)
        brought.isActive = crossings.low.isBelow || crossings.exhausted.isBelow
        brought.marks[name("low")] = crossings.low.description
        brought.marks[name("exhausted")] = crossings.exhausted.description
        if let tenant = reading.value.tenantID { brought.marks[WatchSession.tenantMark] = tenant.rawValue }
    }

    private func crossing(_ mark: String) -> Crossing {
        marks[name(mark)].flatMap { Crossing($0) } ?? Crossing()
    }
}
