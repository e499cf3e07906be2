// SPDX-License-Identifier: Apache-2.0

extension Poll {
    /// Everything that happened between two polls is implied by the list as it stands (C6); what left the list in
    /// between is a gap.
    func readRuns(of workflow: Workflow.ID, into brought: inout Brought) async throws(CallFunnelError) {
        let reading = try await client.runs(of: workflow)
        note(reading, in: &brought)
        try await sort(reading.value.flatMap(\.events), into: &brought)

        let listed = Set(reading.value.map(\.id))
        let before = (marks[name("listed")] ?? "").split(separator: "\n").map { Run.ID(String($0)) }
        if !before.isEmpty, listed.isDisjoint(with: before) {
            let oldest = reading.value.compactMap(\.startedAt).min()
            brought.gaps.append(.init(source: source, from: nil, to: oldest, reason: .runsDoNotOverlap))
        }
        if !listed.isEmpty { brought.marks[name("listed")] = Self.newest(reading.value).joined(separator: "\n") }
    }

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
