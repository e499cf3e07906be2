// SPDX-License-Identifier: Apache-2.0

extension Poll {
    /// Compares the balance with its lines (C9). At a start from `.now` a wallet that is low already is not news.
    func readWallet(lowBelow threshold: Int64?, into brought: inout Brought) async throws(CallFunnelError) {
        let reading = try await client.balance()
        note(reading, in: &brought)
        var crossings = Balance.Crossings()
        crossings.low = LevelMarks.low.crossing(in: marks)
        crossings.exhausted = LevelMarks.exhausted.crossing(in: marks)
        let events = reading.value.events(lowBelow: threshold, since: &crossings, readAt: now(brought))
        for event in events {
            guard let line = LevelMarks(event.type) else { continue }
            let crossing = line == .low ? crossings.low : crossings.exhausted
            brought.eventMarks[event.key] = [
                line.polled: crossing.description, line.polledAt: now(brought).description,
            ]
            brought.marks[line.polledAt] = now(brought).description
        }
        brought.isBaseline = reading.value.balance != nil
        try await sort(events, into: &brought)
        notice?(Shown(known: crossings.keys(of: reading.value.tenantID)))
        for event in brought.events {
            guard let line = LevelMarks(event.type) else { continue }
            let number = line == .low ? crossings.low.count : crossings.exhausted.count
            brought.foundMarks.merge(line.found(number, at: event.occurredAt)) { _, new in new }
        }
        brought.isActive = crossings.low.isBelow || crossings.exhausted.isBelow
        brought.marks[LevelMarks.low.polled] = crossings.low.description
        brought.marks[LevelMarks.exhausted.polled] = crossings.exhausted.description
        if let tenant = reading.value.tenantID { brought.marks[LevelMarks.tenant] = tenant.rawValue }
    }
}
