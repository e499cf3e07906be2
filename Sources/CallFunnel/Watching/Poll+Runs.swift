// SPDX-License-Identifier: Apache-2.0

extension Poll {
    /// Everything that happened between two polls is implied by the list as it stands (C6); what left the list in between
    /// is a gap.
    func readRuns(of workflow: Workflow.ID, into brought: inout Brought) async throws(CallFunnelError) {
        let reading = try await client.runs(of: workflow)
        note(reading, in: &brought)
        try await sort(reading.value.flatMap(\.eventKeys), into: &brought) { unrecorded in
            Self.inOrder(reading.value.flatMap { $0.events(where: unrecorded.contains) })
        }
        // A list of which nothing can be read is no starting point.
        if reading.value.isEmpty, !reading.issues.isEmpty { brought.isBaseline = false }

        let listing = RunListing(reading.value)
        if let before = marks[name("listed")].flatMap({ RunListing($0) }) {
            brought.gaps += listing.gaps(since: before, source: source)
        }
        // An empty list says nothing of what will be listed next, and must not hide that runs were lost.
        if !reading.value.isEmpty { brought.marks[name("listed")] = listing.description }
        brought.isActive = !listing.open.isEmpty
    }

    /// A run may be listed twice, and once without its calls: its end comes last all the same.
    private static func inOrder(_ events: [CallFunnelEvent]) -> [CallFunnelEvent] {
        events.filter { $0.type == .runStarted } + events.filter { $0.type != .runStarted && $0.type != .runEnded }
            + events.filter { $0.type == .runEnded }
    }
}

/// What of a list of runs is remembered until the next poll: the newest, and those that have not ended.
struct RunListing: Hashable, Sendable {
    /// The newest start among them.
    private let newestStart: Timestamp?
    private let oldestStart: Timestamp?
    /// A list that turns over loses its oldest runs first, so the newest are the ones to look for next time.
    private let newest: [Run.ID]
    let open: [Run.ID]
    private let listed: Set<Run.ID>

    private static let mostNewest = 20
    private static let mostOpen = 500

    init(_ runs: [Run]) {
        let byAge = runs.enumerated().sorted { left, right in
            let (a, b) = (left.element.startedAt, right.element.startedAt)
            return a == b ? left.offset < right.offset : (a ?? .distantPast) > (b ?? .distantPast)
        }
        newest = byAge.prefix(Self.mostNewest).map(\.element.id)
        open = runs.filter { !$0.hasEnded }.prefix(Self.mostOpen).map(\.id)
        newestStart = runs.compactMap(\.startedAt).max()
        oldestStart = runs.compactMap(\.startedAt).min()
        listed = Set(runs.map(\.id))
    }

    func gaps(since before: RunListing, source: Watcher.Source) -> [Watcher.Gap] {
        var gaps: [Watcher.Gap] = []
        if !before.newest.isEmpty, !listed.isEmpty, listed.isDisjoint(with: before.newest) {
            gaps.append(.init(source: source, from: before.newestStart, to: oldestStart, reason: .runsDoNotOverlap))
        }
        for run in before.open where !listed.isEmpty && !listed.contains(run) {
            gaps.append(.init(source: source, from: before.newestStart, to: nil, reason: .openRunLeftList(run)))
        }
        return gaps
    }
}

extension RunListing: LosslessStringConvertible {
    /// Reads what `description` printed: the form a ledger keeps.
    init?(_ description: String) {
        let parts = description.split(separator: "\n\n", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { return nil }
        let ids = { (text: String) in text.split(separator: "\n").map { Run.ID(String($0)) } }
        newestStart = Timestamp(parts[0])
        oldestStart = nil
        newest = ids(parts[1])
        open = ids(parts[2])
        listed = Set(newest)
    }

    var description: String {
        let ids = { (ids: [Run.ID]) in
            ids.map(\.rawValue).filter { !$0.contains("\n") }.sorted().joined(separator: "\n")
        }
        return [newestStart?.description ?? "-", ids(newest), ids(open)].joined(separator: "\n\n")
    }
}

extension Timestamp {
    fileprivate static let distantPast = Timestamp(microsecondsSinceEpoch: .min)
}
