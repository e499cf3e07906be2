// SPDX-License-Identifier: Apache-2.0

/// What a watcher did when it got on by a step.
enum WatchStep: Hashable, Sendable {
    case polled
    /// Some of the polls are still due.
    case interrupted
    case waited
    /// A turn that polls each source once is done.
    case over
}

/// Returns when polls or a wait for them are to stop, or when its task is cancelled.
typealias Interruption = @Sendable () async -> Void

extension WatchSession {
    /// Sources read at the same time: one budget for all, so that hundreds of contacts do not become hundreds of
    /// requests.
    private static let mostConcurrentPolls = 4

    /// The next event, once there is one. Asking acknowledges the last.
    ///
    /// - Parameter turn: in `.oneTurn` mode, what is left of the turn.
    mutating func next(_ turn: inout WatchTurn) async throws(CallFunnelError) -> CallFunnelEvent? {
        // Before acknowledging: a handler that swallowed its cancellation must not count as done.
        guard !Task.isCancelled else {
            throw CallFunnelError(.cancelled, "the task was cancelled; the last event was not acknowledged")
        }
        // Before the next one is handed out, so that a crash repeats one event and no more.
        try await settle()
        while true {
            if let event = try await claimNext() { return event }
            guard try await advance(&turn) != .over else { return nil }
        }
    }

    /// The consumer is done with the event it has, if it has one.
    mutating func settle() async throws(CallFunnelError) {
        acknowledge()
        try await save()
    }

    /// Nothing of the batch is left to be handed out: tells the ledger how far was read.
    mutating func closeBatch() async throws(CallFunnelError) {
        finishBatch()
        try await save()
        try await releaseHeld()
    }

    /// Gets on by one round of polls, or by one wait for the next one; the batch must have been handed out.
    ///
    /// - Parameters:
    ///   - interruption: ends the round or the wait early when it is time for something else. What is finished counts,
    ///     and what is not stays due.
    ///   - limit: on the timing's clock, the end of a wait for polls that are due later.
    mutating func advance(
        _ turn: inout WatchTurn, until interruption: Interruption? = nil, noLaterThan limit: Duration? = nil
    ) async throws(CallFunnelError) -> WatchStep {
        try await closeBatch()
        let due = dueSources(turn)
        if !due.isEmpty {
            try await loadMarks(of: due)
            let free = try await hold(due)
            turn.leave(due.filter { !free.contains($0) })
            let round = await poll(free, patiently: turn.mode == .oneTurn, until: interruption)
            turn.take(round.outcomes)
            // If nothing was read, nothing follows from it.
            if !round.outcomes.isEmpty { try absorb(round.outcomes) }
            try await save()
            return round.isInterrupted ? .interrupted : .polled
        }
        guard turn.mode == .continuous else {
            if let failure = turn.failure { throw failure }
            return .over
        }
        try await sleep(until: interruption, noLaterThan: limit)
        return .waited
    }

    /// The first event of the batch that nobody else handles.
    mutating func claimNext() async throws(CallFunnelError) -> CallFunnelEvent? {
        while let pending = batch.next() {
            let claim: LedgerClaim
            do {
                claim = try await setup.ledger.claim(pending.event.key, for: setup.owner)
            } catch {
                batch.putBack(pending)
                throw CallFunnelError(ledger: error)
            }
            switch claim {
            case .granted:
                unacknowledged = pending
                return pending.event
            case .recorded: continue
            case .leased:
                batch.hold(pending)
                setup.observe(.heldBack(pending.event.key))
            }
        }
        return nil
    }

    /// Whether a source is to be polled now.
    var isDue: Bool {
        let now = setup.timing.elapsed()
        return schedules.contains { $0.due <= now }
    }

    /// Something happened that a poll of this source would show.
    mutating func wake(_ source: Int) {
        schedules[source].wake(at: setup.timing.elapsed())
    }

    /// Whether after polls that succeed more time passes than the cadence says. A level that comes and goes in that time
    /// is never seen, so the wallet keeps its cadence: it is one small request.
    mutating func pace(atLeast floor: Duration) {
        for index in schedules.indices where !setup.sources[index].kind.isWallet {
            schedules[index].pace(atLeast: floor, at: setup.timing.elapsed())
        }
    }

    /// At most as many as the budget allows, the longest due first, so that none starves.
    private func dueSources(_ turn: WatchTurn) -> [Int] {
        let now = setup.timing.elapsed()
        let due = turn.mode == .oneTurn ? turn.remaining : schedules.indices.filter { schedules[$0].due <= now }
        return Array(due.sorted { (schedules[$0].due, $0) < (schedules[$1].due, $1) }.prefix(Self.mostConcurrentPolls))
    }

    /// - Parameter patiently: with the client's own patience. Otherwise a request ends within the cadence or ten seconds,
    ///   and waits longer than the cadence or two seconds are left to the schedule, so that a source in trouble holds up
    ///   the others for a cadence at most.
    private func poll(_ due: [Int], patiently: Bool, until interruption: Interruption?) async -> PollRound {
        let polls = due.map { index in
            let source = setup.sources[index]
            var client = setup.client
            if !patiently {
                let cadence = schedules[index].interval
                client.retry.maximumDelay = min(client.retry.maximumDelay, cadence, .seconds(2))
                client.retry.attemptTimeout = min(client.retry.attemptTimeout, max(cadence, .seconds(10)))
                client.retry.totalTimeout = min(client.retry.totalTimeout, max(cadence, .seconds(10)))
            }
            let (observe, onRetry) = (setup.observe, client.onRetry)
            client.onRetry = { retry in
                onRetry(retry)
                observe(.retrying(source, retry))
            }
            return Poll(
                source: source, client: client, ledger: setup.ledger, start: setup.start, marks: marks,
                interrupted: interrupted[index], notice: notice)
        }
        return await withTaskGroup(of: PollEnd.self) { group in
            for (index, poll) in zip(due, polls) {
                group.addTask {
                    var brought = Poll.Brought()
                    var failure: CallFunnelError?
                    do throws(CallFunnelError) {
                        try await poll.read(into: &brought)
                    } catch {
                        failure = error
                    }
                    return .read(PollOutcome(source: index, brought: brought, failure: failure))
                }
            }
            if let interruption, !polls.isEmpty {
                group.addTask {
                    await interruption()
                    return .interrupted
                }
            }
            return await PollRound.gather(polls.count, from: &group)
        }
    }

    private func sleep(
        until interruption: Interruption?, noLaterThan limit: Duration?
    ) async throws(CallFunnelError) {
        guard let next = schedules.indices.min(by: { schedules[$0].due < schedules[$1].due }) else { return }
        let due = min(schedules[next].due, limit ?? schedules[next].due)
        setup.observe(.waiting(schedules[next].due - setup.timing.elapsed(), next: setup.sources[next]))
        guard let interruption else {
            do {
                try await setup.timing.sleep(due)
            } catch {
                throw CallFunnelError(.cancelled, "the task was cancelled between polls", cause: error)
            }
            return
        }
        _ = await setup.timing.run(until: due) { await interruption() }
        if Task.isCancelled { throw CallFunnelError(.cancelled, "the task was cancelled between polls") }
    }
}
