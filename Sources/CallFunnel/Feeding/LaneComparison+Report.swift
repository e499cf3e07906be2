// SPDX-License-Identifier: Apache-2.0

extension LaneComparison {
    /// What a comparison is judged by.
    struct Judgement: Sendable {
        let trust: EventFeed.Trust
        /// How long polls may take to show what was pushed.
        let pollPatience: Duration
        var havePollsEnded = false
        var havePushesEnded = false
        var arePollsSlowed = false
    }

    func report(over window: Duration, at now: Duration, _ judgement: Judgement) -> EventFeed.Report {
        var byType: [EventType: Tally] = [:]
        var total = Tally()
        for sighting in recent(window, at: now) {
            byType[sighting.key.type, default: Tally()].add(sighting, at: now, judgement)
            total.add(sighting, at: now, judgement)
        }
        let known = EventType.allCases.filter { byType[$0] != nil }
        let others = byType.keys.filter { !known.contains($0) }.sorted { $0.rawValue < $1.rawValue }
        return EventFeed.Report(
            window: window,
            covered: max(.zero, min(window, now - isCompleteSince)),
            rows: (known + others).map { .init(type: $0.rawValue, counts: byType[$0]?.finished ?? .init()) },
            total: total.finished,
            sinceLastPush: lastPush.map { now - $0 },
            arePollsSlowed: judgement.arePollsSlowed,
            verdict: verdict(total.counts, over: window, at: now, judgement)
        )
    }

    /// The same as in the report, without the rest of it.
    func verdict(over window: Duration, at now: Duration, _ judgement: Judgement) -> EventFeed.Report.Verdict {
        var total = EventFeed.Report.Counts()
        for sighting in recent(window, at: now) { total.add(sighting, at: now, judgement) }
        return verdict(total, over: window, at: now, judgement)
    }

    private func recent(_ window: Duration, at now: Duration) -> some Sequence<Sighting> {
        sightings.reversed().lazy.prefix { $0.first >= now - window }
    }

    private func verdict(
        _ counts: EventFeed.Report.Counts, over window: Duration, at now: Duration, _ judgement: Judgement
    ) -> EventFeed.Report.Verdict {
        let trust = judgement.trust
        if judgement.havePollsEnded { return .pollsEnded }
        if judgement.havePushesEnded { return .pushesEnded }
        if counts.pollOnly + counts.late > 0 { return .missed }
        if let lastGap, lastGap >= now - window { return .gap }
        if now - (lastPush ?? isCompleteSince) >= trust.silence { return .silent }
        return counts.both >= trust.leastEvents ? .safe : .tooFew
    }

    /// When the verdict may turn against pushes though nothing else happens.
    func nextDoubt(_ trust: EventFeed.Trust, after now: Duration) -> Duration {
        let missing = sightings.lazy.filter { $0.pushed == nil && $0.isComparable }.compactMap(\.polled).map {
            $0 + trust.grace
        }
        let silent = (lastPush ?? isCompleteSince) + trust.silence
        return missing.filter { $0 > now }.min().map { min($0, silent) } ?? silent
    }

    private struct Tally {
        var counts = EventFeed.Report.Counts()
        private var leads: [Duration] = []

        mutating func add(_ sighting: Sighting, at now: Duration, _ judgement: Judgement) {
            counts.add(sighting, at: now, judgement)
            if let pushed = sighting.pushed, let polled = sighting.polled { leads.append(polled - pushed) }
        }

        var finished: EventFeed.Report.Counts {
            var counts = counts
            let sorted = leads.sorted()
            // The nearest rank: a lead that was measured, never one between two.
            let rank = { (percent: Int) in sorted[(sorted.count * percent + 99) / 100 - 1] }
            if let least = sorted.first {
                counts.lead = .init(median: rank(50), p99: rank(99), least: least)
            }
            return counts
        }
    }
}

extension EventFeed.Report.Counts {
    fileprivate mutating func add(
        _ sighting: LaneComparison.Sighting, at now: Duration, _ judgement: LaneComparison.Judgement
    ) {
        switch (sighting.pushed, sighting.polled) {
        case (let pushed?, let polled?):
            both += 1
            if pushed - polled >= judgement.trust.grace { late += 1 }
        case (let pushed?, nil):
            if now - pushed >= judgement.pollPatience { pushOnly += 1 } else { undecided += 1 }
        case (nil, let polled?):
            let isMissed = sighting.isComparable && now - polled >= judgement.trust.grace
            if isMissed { pollOnly += 1 } else { undecided += 1 }
        case (nil, nil): break
        }
    }
}
