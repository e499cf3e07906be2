// SPDX-License-Identifier: Apache-2.0

// Levels have no id (C9, C10): polled crossings are numbered, and pushed ones come with the push's id only. So a push is
// matched with the crossing it tells of, or given the next number, under which the poll then finds the line crossed.
extension Admissions {
    /// How far back a late push is matched with crossings that were polled.
    private static let longestMemory = 16

    func admit(
        _ delivery: Delivery, crossing level: LevelMarks, claims: inout [EventKey]
    ) async throws(CallFunnelError) -> Admission {
        var attempted: Int?
        for _ in 0..<Self.mostRounds {
            let known = try await recorded(of: delivery.pushKeys)
            if let known = delivery.known(among: known) { return .known(known, delivery.event.key, LedgerEntry()) }
            let line = try await line(level, for: delivery)
            // Another account's level: nothing here is about it.
            guard line.isOurs else { return try await admitPlain(delivery, claims: &claims) }
            if let number = try await polledCrossing(toldBy: delivery, line) {
                return try await settle(delivery, number, line, claims: &claims)
            }
            let next = max(line.polled.count, line.pushed) + 1
            let keys = line.keys(next)
            switch try await claim(keys, &claims) {
            case .leased: return .leased
            case .granted:
                let lane = PushKey.lane(keys[0])
                let entry = LedgerEntry(keys: keys + [lane] + delivery.pushKeys, marks: [level.pushed: String(next)])
                return .granted(.init(event: delivery.event.keyed(keys[0]), entry: entry))
            case .recorded:
                // A second time with the marks as they were: a handler that commits by itself got this far, and the
                // receiver did not.
                if attempted == next { return try await settle(delivery, next, line, claims: &claims) }
                attempted = next
            }
        }
        return .leased
    }

    /// The crossing is known; from now on it is known as pushed, too.
    private func settle(
        _ delivery: Delivery, _ number: Int, _ line: Line, claims: inout [EventKey]
    ) async throws(CallFunnelError) -> Admission {
        let key = line.keys(number)[0]
        let lane = PushKey.lane(key)
        guard case .granted = try await claim([lane], &claims) else { return .leased }
        let marks = number > line.pushed ? [line.level.pushed: String(number)] : [:]
        return .known(.polled, key, LedgerEntry(keys: [lane] + delivery.pushKeys, marks: marks))
    }

    /// The polled crossing a push tells of: the one the level is beyond, if no push has told of it yet; or, for a push made
    /// before the last crossing was polled, the latest no push has told of. One crossing is matched with one push, since
    /// between two polls there may be more.
    private func polledCrossing(toldBy delivery: Delivery, _ line: Line) async throws(CallFunnelError) -> Int? {
        let isLate = delivery.event.occurredAt.flatMap { made in line.polledAt.map { made <= $0 } } ?? false
        guard line.polled.count > 0 else { return nil }
        if line.pushed < line.polled.count, line.polled.isBelow || isLate { return line.polled.count }
        guard isLate else { return nil }
        let numbers = (1...line.polled.count).suffix(Self.longestMemory).reversed()
        let keys = numbers.map { line.keys($0)[0] }
        let recorded = try await recorded(of: keys + keys.map { PushKey.lane($0) })
        return zip(numbers, keys).first { recorded.contains($0.1) && !recorded.contains(PushKey.lane($0.1)) }?.0
    }

    private func line(_ level: LevelMarks, for delivery: Delivery) async throws(CallFunnelError) -> Line {
        do {
            let marks = try await ledger.marks(level.names + [LevelMarks.tenant])
            return Line(level: level, marks: marks, event: delivery.event)
        } catch {
            throw CallFunnelError(ledger: error)
        }
    }

    /// A level's line as the ledger has it.
    private struct Line {
        let level: LevelMarks
        let type: EventType
        let polled: Crossing
        let polledAt: Timestamp?
        let pushed: Int
        /// The account the marks are about, and the one the push is about.
        let known: Tenant.ID?
        let told: Tenant.ID?

        init(level: LevelMarks, marks: [String: String], event: CallFunnelEvent) {
            self.level = level
            type = event.type
            polled = level.polledCrossing(in: marks)
            polledAt = marks[level.polledAt].flatMap { Timestamp($0) }
            pushed = level.pushedNumber(in: marks)
            known = marks[LevelMarks.tenant].map { Tenant.ID($0) }
            told = event.tenantID ?? event.payload.tenantID
        }

        var isOurs: Bool { known == nil || told == nil || known == told }

        /// Under which the crossing is polled; a poll may not know the account's id yet, and then says `-`.
        func keys(_ number: Int) -> [EventKey] {
            let names: [Tenant.ID?] = known == nil && told != nil ? [told, nil] : [known ?? told]
            return names.map { EventKey(type, $0.crossingSubject(number)) }
        }
    }
}

extension CallFunnelEvent.Payload {
    /// The account a level is about, where its data says.
    fileprivate var tenantID: Tenant.ID? {
        switch self {
        case .walletLow(let balance), .walletExhausted(let balance): balance.tenantID
        case .tenantSuspended(let suspension): suspension.tenantID
        default: nil
        }
    }
}
