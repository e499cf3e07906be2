// SPDX-License-Identifier: Apache-2.0

extension Poll {
    /// Pages back until a page brings nothing new and is older than what can still change (C8): the lookback, and as
    /// far as messages are still undelivered.
    func readTimeline(of phone: PhoneNumber, into brought: inout Brought) async throws(CallFunnelError) {
        var walk = TimelineWalk()
        brought.interrupted = interrupted
        var progress = TimelineProgress(marks[name("read")])
        var horizon = isFirst ? nil : progress.horizon
        var turns: [Turn] = []
        var pages = 0
        var earlier = interrupted
        while !walk.isFinished {
            guard pages < Self.mostPages else {
                brought.gaps.append(.init(source: source, from: nil, to: walk.before, reason: .tooManyPages))
                break
            }
            pages += 1
            let reading = try await client.timeline(of: phone, before: walk.before)
            note(reading, in: &brought)
            let step = walk.take(reading.value.turns)
            if let crowded = step.crowded {
                brought.gaps.append(.init(source: source, from: crowded, to: crowded, reason: .crowdedInstant))
            }
            turns += step.turns
            if isFirst, horizon == nil { horizon = firstHorizon(turns, now: now(brought)) }
            let limit = limit(horizon, now: now(brought))
            let recent = reading.value.turns.filter { turn in
                guard let limit, let timestamp = turn.timestamp else { return true }
                return timestamp >= limit
            }
            let unknown = try await sort(recent.flatMap(\.events), into: &brought)
            // Not the beginning of the conversation, though nothing leads on from here.
            if reading.value.turns.allSatisfy({ $0.timestamp == nil }),
                let issue = reading.issues.first(where: { pages > 1 || $0.path.hasPrefix("turns[") })
            {
                throw CallFunnelError(.unreadable, "a page of a timeline cannot be read", cause: issue)
            }
            if let limit, let oldest = step.turns.compactMap(\.timestamp).min(), oldest < limit { break }
            let isKnown = unknown == 0 || isFirst
            if isKnown, let horizon, let oldest = step.turns.compactMap(\.timestamp).min(), oldest < horizon { break }
            // Not by `unknown` alone: a page of voice turns is no proof that its ground was walked.
            let oldest = step.turns.compactMap(\.timestamp).min()
            if unknown == 0, let known = earlier, let joint = known.turns.compactMap(\.timestamp).max(),
                let oldest, oldest <= joint, known.walk.before.map({ $0 < walk.before ?? $0 }) == true
            {
                // What is new was read; go on where the last poll broke off.
                walk = known.walk
                turns += known.turns
                earlier = nil
            }
            // Broken off before the two walks met, the ground between them is unread: begin anew.
            brought.interrupted = earlier == nil ? Interrupted(walk: walk, turns: turns) : nil
        }
        if isFirst, let horizon { brought.marks[name("floor")] = horizon.description }
        progress.take(turns, now: now(brought), serverTime: brought.serverTime)
        if let text = progress.text { brought.marks[name("read")] = text }
    }

    /// No turn before this instant is news: it was there before the start, or a ledger may have forgotten it, which
    /// keeps keys for 48 hours at least.
    private func limit(_ horizon: Timestamp?, now: Timestamp) -> Timestamp? {
        guard !isFirst else { return nil }
        let floor = marks[name("floor")].flatMap { Timestamp($0) }
        let remembered = horizon.map { min($0, now.advanced(by: .zero - MemoryLedger.shortestRetention)) }
        return [floor, remembered].compactMap { $0 }.max()
    }

    private static let mostPages = 500

    /// How far the first poll goes back. It is counted from the newest turn, not from our clock, which may be off.
    private func firstHorizon(_ turns: [Turn], now: Timestamp) -> Timestamp? {
        switch start {
        case .everything: nil
        case .since(let instant): instant.advanced(by: .zero - TimelineProgress.lookback)
        case .now:
            turns.compactMap(\.timestamp).filter { $0 <= now }.max()?.advanced(
                by: .zero - TimelineProgress.deliveryReach)
        }
    }
}
