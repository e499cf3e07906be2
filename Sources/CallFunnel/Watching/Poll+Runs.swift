// SPDX-License-Identifier: Apache-2.0

extension Poll {
    /// Everything that happened between two polls is implied by the list as it stands (C6); what left the list in
    /// between is a gap.
    func readRuns(of workflow: Workflow.ID, into brought: inout Brought) async throws(CallFunnelError) {
        let reading = try await client.runs(of: workflow)
        note(reading, in: &brought)
        try await sort(Self.inOrder(reading.value.flatMap(\.events)), into: &brought)

        if listed(nothing: reading) { brought.isBaseline = false }
        let listed = Set(reading.value.map(\.id))
        let open = (marks[name("open")] ?? "").split(separator: "\n").map { Run.ID(String($0)) }
        let gone = open.filter { !listed.contains($0) }
        if !listed.isEmpty {
            if !gone.isEmpty { brought.gaps.append(.init(source: source, from: nil, to: nil, reason: .openRunLeft)) }
            let open = reading.value.filter { !$0.hasEnded }.map(\.id.rawValue).filter { !$0.contains("\n") }
            brought.marks[name("open")] = open.prefix(200).sorted().joined(separator: "\n")
        }
        let before = (marks[name("listed")] ?? "").split(separator: "\n").map { Run.ID(String($0)) }
        if !before.isEmpty, !listed.isEmpty, listed.isDisjoint(with: before) {
            let oldest = reading.value.compactMap(\.startedAt).min()
            brought.gaps.append(.init(source: source, from: nil, to: oldest, reason: .runsDoNotOverlap))
        }
        if !listed.isEmpty { brought.marks[name("listed")] = Self.newest(reading.value).joined(separator: "\n") }
    }

    /// A run may be listed twice, and once without its calls.
    private static func inOrder(_ events: [CallFunnelEvent]) -> [CallFunnelEvent] {
        events.filter { $0.type == .runStarted } + events.filter { $0.type != .runStarted && $0.type != .runEnded }
            + events.filter { $0.type == .runEnded }
    }

    private func listed(nothing reading: Reading<[Run]>) -> Bool { reading.value.isEmpty && !reading.issues.isEmpty }

    /// The ids to look for next time: the newest runs, since a list that turns over loses its oldest first.
    private static func newest(_ runs: [Run]) -> [String] {
        let mostRemembered = 20
        return runs.enumerated()
            .sorted { left, right in
                let (a, b) = (left.element.startedAt, right.element.startedAt)
                return a == b ? left.offset < right.offset : (a ?? .distantPast) > (b ?? .distantPast)
            }
            .prefix(mostRemembered)
            .map { $0.element.id.rawValue }
            .filter { !$0.contains("\n") }
            .sorted()
    }
}

extension Timestamp {
    fileprivate static let distantPast = Timestamp(microsecondsSinceEpoch: .min)
}
