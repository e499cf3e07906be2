// SPDX-License-Identifier: Apache-2.0

extension Poll {
    /// Decisions are asked for from this long before the newest one known, since a later commit may carry an earlier
    /// time and whether `decided_after` includes its boundary is not known (C7).
    static let overlap: Duration = .seconds(900)
    /// How far back the first poll looks when what was there is not to be announced; generous, as clocks differ.
    private static let baselineReach: Duration = .seconds(24 * 3600)

    func readApprovals(
        resolvedAs decisions: [Approval.Status], into brought: inout Brought
    ) async throws(CallFunnelError) {
        let pending = try await client.approvals(.pending)
        note(pending, in: &brought)
        // At once, so that a failure of the next request does not hide what waits for a decision.
        try await sort(pending.value.flatMap(\.events), into: &brought)
        for decision in decisions {
            let newest =
                marks[name(decision.word)].flatMap { Timestamp($0) } ?? firstMark(serverTime: brought.serverTime)
            let decided = try await client.approvals(decision, decidedAfter: newest?.advanced(by: .zero - Self.overlap))
            note(decided, in: &brought)
            try await sort(decided.value.flatMap(\.events), into: &brought)
            // A decision dated in the future must not hide those that come before it.
            let known = decided.value.compactMap(\.decidedAt).filter { [now = now(brought)] in $0 <= now }
            if let mark = (known + [newest].compactMap { $0 }).max() {
                brought.marks[name(decision.word)] = mark.description
            }
        }
        brought.isActive = !pending.value.isEmpty
    }

    /// Our own clock may be days ahead, and what is decided until then would be missed: without the service's, all.
    private func firstMark(serverTime: Timestamp?) -> Timestamp? {
        switch start {
        case .everything: nil
        case .now: serverTime?.advanced(by: .zero - Self.baselineReach)
        case .since(let instant): instant
        }
    }
}
