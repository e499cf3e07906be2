// SPDX-License-Identifier: Apache-2.0

/// Everything a watcher knows between two calls of `next`: when each source is due, what was found and not handed out
/// yet, and what the ledger is still to be told.
struct WatchSession: Sendable {
    let setup: Setup
    var schedules: [PollSchedule]
    var batch = Batch()
    var unacknowledged: Batch.Pending?
    var unsaved = LedgerEntry()
    /// As the ledger has them, for what is polled in this round.
    private(set) var marks: [String: String] = [:]
    /// 401s in a row, by source.
    private var rejections: [Int]
    /// On the timing's clock; the start, before the first.
    private var lastSuccess: [Duration]
    private var told = Told()
    /// Timelines whose last poll failed half way, by source.
    private(set) var interrupted: [Int: Poll.Interrupted] = [:]
    /// What this watcher alone may read until its batch is done. See ``SourceHold``.
    var held: [EventKey] = []
    /// Sources last refused because the account is suspended; nil until the first round.
    private var refused: Set<Int>?
    /// Told what polls show, for whoever compares that with what is learnt of in another way.
    var notice: (@Sendable (Poll.Shown) -> Void)?

    /// What a watcher was made of.
    struct Setup: Sendable {
        let client: CallFunnelClient
        let sources: [Watcher.Source]
        let start: Watcher.StartingPoint
        let ledger: any EventLedger
        let owner: String
        let observe: @Sendable (Watcher.Observation) -> Void
        let health: HealthBoard

        var timing: Timing { client.timing }
    }

    /// What was observed last, so that it is told only when it changes.
    private struct Told: Sendable {
        var issues: [Int: [DecodingIssue]] = [:]
        var gaps: [Int: [Watcher.Gap]] = [:]
        var stalled: Set<Int> = []
        var skew: Duration = .zero
    }

    private static let mostRejections = 3
    private static let toleratedSkew: Duration = .seconds(60)

    init(_ setup: Setup, cadence: Watcher.Cadence) {
        self.setup = setup
        let now = setup.timing.elapsed()
        schedules = setup.sources.indices.map { index in
            PollSchedule(cadence: cadence, phase: Double(index + 1) / Double(setup.sources.count), start: now)
        }
        rejections = setup.sources.map { _ in 0 }
        lastSuccess = setup.sources.map { _ in now }
    }
}

// What the ledger is told, and when.
extension WatchSession {
    /// The consumer asked for the next event, so it is done with the last.
    mutating func acknowledge() {
        guard let done = unacknowledged else { return }
        unacknowledged = nil
        unsaved.keys.append(done.event.key)
        unsaved.marks.merge(done.marks) { _, new in new }
    }

    /// The consumer left without asking: its event comes first next time.
    mutating func redeliver() {
        guard let event = unacknowledged else { return }
        unacknowledged = nil
        batch.putBack(event)
    }

    mutating func save() async throws(CallFunnelError) {
        guard !unsaved.isEmpty else { return }
        do {
            try await setup.ledger.record(unsaved)
        } catch {
            throw CallFunnelError(ledger: error)
        }
        unsaved = LedgerEntry()
    }

    /// Every event of the batch was acknowledged: now, and no earlier, may its marks move.
    mutating func finishBatch() {
        // A walk that goes on where it broke off would not show again what was held back.
        for poll in batch.unfinished { interrupted[poll] = nil }
        let entry = batch.finish()
        unsaved.keys += entry.keys
        unsaved.marks.merge(entry.marks) { _, new in new }
    }

    /// Before each round, for what is polled in it: another watcher of this ledger may have moved them.
    mutating func loadMarks(of due: [Int]) async throws(CallFunnelError) {
        let names =
            due.flatMap { Poll.markNames(of: setup.sources[$0]) }
            + [LevelMarks.tenant] + LevelMarks.suspension.names
        do {
            marks = try await setup.ledger.marks(names)
        } catch {
            throw CallFunnelError(ledger: error)
        }
    }
}

// What polls brought.
extension WatchSession {
    /// Takes in a round of polls.
    /// - Throws: what ends the stream: a key refused again and again, a ledger that failed, cancellation.
    mutating func absorb(_ outcomes: [PollOutcome]) throws(CallFunnelError) {
        var brought: [Int: Poll.Brought] = [:]
        var suspension: CallFunnelError?
        var end: CallFunnelError?
        if outcomes.contains(where: \.brought.wasAnswered) { rejections = rejections.map { _ in 0 } }
        for outcome in outcomes.sorted(by: { $0.source < $1.source }) {
            if let failure = outcome.failure {
                let fatal = failed(outcome.source, failure, outcome.brought)
                end = end ?? fatal
                if failure.code == .suspended { suspension = suspension ?? failure }
                // What was read before the failure is true all the same. No mark moves, so the rest is read again.
                var partial = Poll.Brought(events: outcome.brought.events)
                partial.eventMarks = outcome.brought.eventMarks
                partial.marks = outcome.brought.pin
                // A start from now may need several polls; what the first of them showed was there.
                partial.baseline = outcome.brought.baseline
                interrupted[outcome.source] = outcome.brought.interrupted
                brought[outcome.source] = partial
            } else {
                brought[outcome.source] = outcome.brought
                // At once, since the baseline is recorded only when everything else of the round was handled.
                unsaved.marks.merge(outcome.brought.pin) { _, new in new }
                interrupted[outcome.source] = outcome.brought.interrupted
                succeeded(outcome.source, outcome.brought)
            }
        }
        brought[setup.sources.count] = suspensionNews(suspension, outcomes)
        for poll in brought.keys.sorted() { unsaved.marks.merge(brought[poll]?.foundMarks ?? [:]) { _, new in new } }
        // Before anything is thrown: what the other polls read is handed out by the next loop.
        batch = Batch(brought, now: setup.timing.now())
        if let end { throw end }
    }

    private mutating func succeeded(_ source: Int, _ poll: Poll.Brought) {
        let now = setup.timing.elapsed()
        let isActive = poll.isActive || !poll.events.isEmpty
        schedules[source].succeeded(at: now, isActive: isActive, random: setup.timing.random())
        lastSuccess[source] = now
        noteHealth(source, poll)
        setup.observe(
            .polled(setup.sources[source], found: poll.events.count, nextIn: schedules[source].due - now))
        if poll.issues != told.issues[source, default: []] {
            told.issues[source] = poll.issues
            if !poll.issues.isEmpty { setup.observe(.undecodable(setup.sources[source], poll.issues)) }
        }
        if poll.gaps != told.gaps[source, default: []] {
            told.gaps[source] = poll.gaps
            poll.gaps.forEach { setup.observe(.gap($0)) }
            if poll.gaps.contains(where: \.reason.isOfPace) { notice?(Poll.Shown(missesSome: true)) }
        }
        if let serverTime = poll.serverTime { noteSkew(setup.timing.now().duration(to: serverTime)) }
    }

    private mutating func noteHealth(_ source: Int, _ poll: Poll.Brought) {
        let now = setup.timing.now()
        let newest = poll.events.compactMap(\.occurredAt).max()
        setup.health.update(source) { health in
            health.lastSuccess = now
            health.failures = 0
            if let newest { health.lag = newest.duration(to: poll.serverTime ?? now) }
        }
        if told.stalled.remove(source) != nil { setup.observe(.recovered(setup.sources[source])) }
    }

    private mutating func noteSkew(_ skew: Duration) {
        let change = skew - told.skew
        guard change > Self.toleratedSkew || change < .zero - Self.toleratedSkew else { return }
        told.skew = skew
        setup.observe(.clockSkew(skew))
    }

    private mutating func failed(
        _ source: Int, _ error: CallFunnelError, _ poll: Poll.Brought
    ) -> CallFunnelError? {
        let now = setup.timing.elapsed()
        let isFurther = poll.interrupted?.isFurther(than: interrupted[source]) ?? false
        switch error.code {
        case .cancelled: return error
        case let code where code.concernsLedger: return error
        case .suspended: schedules[source].suspended(at: now, random: setup.timing.random())
        default:
            schedules[source].failed(at: now, with: error, isFurther: isFurther, random: setup.timing.random())
        }
        let schedule = schedules[source]
        let health = setup.health.update(source) { $0.failures = schedule.failures }
        if now - lastSuccess[source] >= schedule.patience, told.stalled.insert(source).inserted {
            setup.observe(.stalled(health))
        }
        setup.observe(
            .failed(setup.sources[source], error, failures: schedule.failures, nextIn: schedule.due - now))
        rejections[source] = error.code == .unauthorized && !poll.wasAnswered ? rejections[source] + 1 : 0
        if rejections[source] == Self.mostRejections - 1 { askAnother(than: source) }
        return rejections[source] >= Self.mostRejections ? error : nil
    }

    /// Before a key counts as refused, another source is asked whether it opens that.
    private mutating func askAnother(than source: Int) {
        let others = schedules.indices.filter { $0 != source }
        guard let next = others.min(by: { schedules[$0].due < schedules[$1].due }) else { return }
        schedules[next].makeDue(at: setup.timing.elapsed())
    }

    /// The event of a suspension that has just shown, or its end once the service answers again (C10).
    ///
    /// It ends when every source that was refused for it has been answered: some endpoints may stay open all along.
    private mutating func suspensionNews(_ error: CallFunnelError?, _ outcomes: [PollOutcome]) -> Poll.Brought {
        var news = Poll.Brought()
        let line = LevelMarks.suspension
        var crossing = line.crossing(in: marks)
        var refused = self.refused ?? (crossing.isBelow ? Set(setup.sources.indices) : [])
        var isAnswered = false
        for outcome in outcomes {
            if outcome.failure?.code == .suspended {
                refused.insert(outcome.source)
            } else if outcome.failure == nil || outcome.failure?.status != nil {
                isAnswered = refused.remove(outcome.source) != nil || isAnswered
            }
        }
        self.refused = refused
        let suspension = Suspension(tenantID: marks[LevelMarks.tenant].map { Tenant.ID($0) }, reason: error?.detail)
        if error != nil || (refused.isEmpty && crossing.isOwed) {
            // By the service's clock, as far as it is known, to be compared with the time of a push.
            let now = setup.timing.now().advanced(by: told.skew)
            news.events = suspension.events(since: &crossing, isOver: error == nil, readAt: now)
            for event in news.events {
                news.eventMarks[event.key] = [
                    line.polled: crossing.description, line.polledAt: now.description,
                ]
                news.foundMarks.merge(line.found(crossing.count, at: event.occurredAt)) { _, new in new }
            }
            if !news.events.isEmpty { setup.observe(.suspended) }
            let key = EventKey(.tenantSuspended, suspension.tenantID.crossingSubject(crossing.count))
            notice?(Poll.Shown(known: [key], new: news.events.map(\.key)))
        } else if isAnswered, !refused.isEmpty {
            // The others that were slowed down may be answered as well.
            for index in refused.sorted() { schedules[index].reinstated(at: setup.timing.elapsed()) }
        } else if refused.isEmpty, crossing.isBelow {
            _ = crossing.observe(below: false)
            setup.observe(.reinstated)
            for index in schedules.indices { schedules[index].reinstated(at: setup.timing.elapsed()) }
        }
        if crossing.description != line.polledCrossing(in: marks).description {
            news.marks[line.polled] = crossing.description
        }
        return news
    }
}
