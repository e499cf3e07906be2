// SPDX-License-Identifier: Apache-2.0

extension Poll {
    /// A timeline walked back part of the way.
    struct Interrupted: Sendable {
        var walk: TimelineWalk
        var turns: [Turn]

        /// Whether it got further back than an earlier walk did.
        func isFurther(than other: Interrupted?) -> Bool {
            guard let before = walk.before else { return false }
            return other?.walk.before.map { before < $0 } ?? true
        }
    }

    /// Pages back until a page brings nothing new and is older than what can still change (C8): the lookback, and as
    /// far as messages are still undelivered.
    func readTimeline(of phone: PhoneNumber, into brought: inout Brought) async throws(CallFunnelError) {
        var progress = TimelineProgress(marks[name("read")])
        var ground = Ground(walk: TimelineWalk(), horizon: isFirst ? nil : progress.horizon, earlier: interrupted)
        brought.interrupted = interrupted
        for _ in 0..<Self.mostPages where !ground.isComplete && !ground.walk.isFinished {
            try await readPage(of: phone, onto: &ground, into: &brought)
            // Broken off before the two walks met, the ground between them is unread: the next poll begins anew.
            brought.interrupted = ground.earlier == nil ? Interrupted(walk: ground.walk, turns: ground.turns) : nil
        }
        guard ground.isComplete || ground.walk.isFinished else {
            // No mark moves; the next poll goes on where this one stopped.
            brought.gaps.append(.init(source: source, from: nil, to: ground.walk.before, reason: .tooManyPages))
            brought.isBaseline = false
            return
        }
        brought.interrupted = nil
        // The beginning was reached without meeting anything as old as what was read last time.
        if !ground.isComplete, let newest = progress.newest, let oldest = ground.oldest, oldest > newest {
            brought.gaps.append(.init(source: source, from: newest, to: oldest, reason: .knownGroundMissing))
        }
        if isFirst, let horizon = ground.horizon { brought.marks[name("floor")] = horizon.description }
        progress.take(ground.turns, now: now(brought), serverTime: brought.serverTime)
        if let text = progress.text { brought.marks[name("read")] = text }
        brought.isActive = progress.isActive(now: now(brought))
    }

    private static let mostPages = 500

    /// What one poll has walked.
    private struct Ground {
        var walk: TimelineWalk
        /// Before this nothing can change any more.
        var horizon: Timestamp?
        /// The walk of a poll that broke off, until this one meets it.
        var earlier: Interrupted?
        var turns: [Turn] = []
        /// Known ground was reached.
        var isComplete = false

        var oldest: Timestamp? { turns.compactMap(\.timestamp).min() }
    }

    private func readPage(
        of phone: PhoneNumber, onto ground: inout Ground, into brought: inout Brought
    ) async throws(CallFunnelError) {
        let isFirstPage = ground.walk.before == nil
        let reading = try await client.timeline(of: phone, before: ground.walk.before)
        note(reading, in: &brought)
        let step = ground.walk.take(reading.value.turns)
        ground.turns += step.turns
        noteGaps(of: step, ground.oldest, in: &brought)
        if isFirst, ground.horizon == nil { ground.horizon = firstHorizon(ground.turns, now: now(brought)) }
        let limit = limit(ground.horizon, now: now(brought))
        // All of the page rather than what is new on it: a turn shown twice implies what either implies.
        let recent = reading.value.turns.filter { turn in
            guard let limit, let timestamp = turn.timestamp else { return true }
            return timestamp >= limit
        }
        let unknown = try await sort(recent.flatMap(\.events), into: &brought)
        if let issue = reading.issues.first, reading.value.turns.allSatisfy({ $0.timestamp == nil }),
            !isFirstPage || issue.path.hasPrefix("turns")
        {
            // Not the beginning of the conversation, though nothing leads on from here.
            throw CallFunnelError(.unreadable, "a page of a timeline cannot be read (\(issue))", cause: issue)
        }
        guard let oldest = step.turns.compactMap(\.timestamp).min() else { return }
        if let limit, oldest < limit { ground.isComplete = true }
        if unknown == 0 || isFirst, let horizon = ground.horizon, oldest < horizon { ground.isComplete = true }
        if unknown == 0, !ground.isComplete { join(&ground, at: oldest) }
    }

    private func noteGaps(of step: TimelineWalk.Step, _ oldest: Timestamp?, in brought: inout Brought) {
        if let crowded = step.crowded {
            brought.gaps.append(.init(source: source, from: crowded, to: crowded, reason: .crowdedInstant))
        }
        if step.isStuck {
            brought.gaps.append(.init(source: source, from: nil, to: oldest, reason: .pageWithoutProgress))
        }
    }

    /// Goes on where the last poll broke off, once what is new since then was read.
    ///
    /// That nothing on the page is unknown does not suffice: a page of voice turns is no proof that its ground was
    /// walked. It must reach what the earlier walk began with.
    private func join(_ ground: inout Ground, at oldest: Timestamp) {
        guard let known = ground.earlier, let joint = known.turns.compactMap(\.timestamp).max(), oldest <= joint,
            let there = known.walk.before, let here = ground.walk.before, there < here
        else { return }
        ground.walk = known.walk
        ground.turns += known.turns
        ground.earlier = nil
    }

    /// No turn before this instant is news: it was there before the start, or a ledger may have forgotten it, which
    /// keeps keys for 48 hours at least.
    private func limit(_ horizon: Timestamp?, now: Timestamp) -> Timestamp? {
        guard !isFirst else { return nil }
        let floor = marks[name("floor")].flatMap { Timestamp($0) }
        let remembered = horizon.map { min($0, now.advanced(by: .zero - MemoryLedger.shortestRetention)) }
        return [floor, remembered].compactMap { $0 }.max()
    }

    /// How far the first poll goes back. It is counted from the newest turn, not from our clock, which may be off.
    private func firstHorizon(_ turns: [Turn], now: Timestamp) -> Timestamp? {
        switch start {
        case .everything: nil
        // A message sent before the instant may be delivered after it.
        case .since(let instant): instant.advanced(by: .zero - TimelineProgress.deliveryReach)
        case .now:
            turns.compactMap(\.timestamp).filter { $0 <= now }.max()?
                .advanced(by: .zero - TimelineProgress.deliveryReach)
        }
    }
}
