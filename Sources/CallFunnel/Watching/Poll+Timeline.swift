// SPDX-License-Identifier: Apache-2.0

extension Poll {
    /// Pages back until a page brings nothing new and is older than what can still change (C8): the lookback, and as
    /// far as messages are still undelivered.
    func readTimeline(of phone: PhoneNumber, into brought: inout Brought) async throws(CallFunnelError) {
        var walk = TimelineWalk()
        var progress = TimelineProgress(marks[name("read")])
        var horizon = isFirst ? nil : progress.horizon
        var turns: [Turn] = []
        var pages = 0
        var isComplete = false
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
            if step.isStuck {
                let oldest = turns.compactMap(\.timestamp).min()
                brought.gaps.append(.init(source: source, from: nil, to: oldest, reason: .pageWithoutProgress))
            }
            if isFirst, horizon == nil { horizon = firstHorizon(turns, now: now(brought)) }
            let unknown = try await sort(step.turns.flatMap(\.events), into: &brought)
            let isKnown = unknown == 0 || isFirst
            if isKnown, let horizon, let oldest = step.turns.compactMap(\.timestamp).min(), oldest < horizon {
                isComplete = true
                break
            }
        }
        // The beginning was reached without meeting anything as old as what was read last time.
        if !isComplete, let newest = progress.newest, let oldest = turns.compactMap(\.timestamp).min(), oldest > newest
        {
            brought.gaps.append(.init(source: source, from: newest, to: oldest, reason: .knownGroundMissing))
        }
        progress.take(turns, now: now(brought))
        if let text = progress.text { brought.marks[name("read")] = text }
        brought.isActive = progress.isActive(now: now(brought))
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
