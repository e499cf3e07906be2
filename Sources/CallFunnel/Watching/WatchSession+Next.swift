// SPDX-License-Identifier: Apache-2.0

/// How one poll ended. A struct, since tuples as results of child tasks are miscompiled by Swift 6.3 in release builds.
struct PollOutcome: Sendable {
    let source: Int
    /// Of a poll that failed, what it had brought by then.
    let brought: Poll.Brought
    let failure: CallFunnelError?
}

/// How long to go on.
enum WatchMode: Hashable, Sendable {
    /// Until cancelled.
    case continuous
    /// One poll of each source.
    case oneTurn
}

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
        acknowledge()
        // Before the next one is handed out, so that a crash repeats one event and no more.
        try await save()
        while true {
            if let event = try await claimNext() { return event }
            finishBatch()
            try await save()
            try await releaseHeld()
            let due = dueSources(turn)
            if !due.isEmpty {
                try await loadMarks(of: due)
                let free = try await hold(due)
                turn.leave(due.filter { !free.contains($0) })
                let outcomes = await poll(free, patiently: turn.mode == .oneTurn)
                turn.take(outcomes)
                try absorb(outcomes)
                try await save()
            } else if turn.mode == .continuous {
                try await sleep()
            } else {
                if let failure = turn.failure { throw failure }
                return nil
            }
        }
    }

    /// The first event of the batch that nobody else handles.
    private mutating func claimNext() async throws(CallFunnelError) -> CallFunnelEvent? {
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

    /// At most as many as the budget allows, the longest due first, so that none starves.
    private func dueSources(_ turn: WatchTurn) -> [Int] {
        let now = setup.timing.elapsed()
        let due = turn.mode == .oneTurn ? turn.remaining : schedules.indices.filter { schedules[$0].due <= now }
        return Array(due.sorted { (schedules[$0].due, $0) < (schedules[$1].due, $1) }.prefix(Self.mostConcurrentPolls))
    }

    /// - Parameter patiently: with the client's own patience. Otherwise a request ends within the cadence or ten seconds,
    ///   and waits longer than the cadence or two seconds are left to the schedule, so that a source in trouble holds up
    ///   the others for a cadence at most.
    private func poll(_ due: [Int], patiently: Bool) async -> [PollOutcome] {
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
                interrupted: interrupted[index])
        }
        return await withTaskGroup(of: PollOutcome.self) { group in
            for (index, poll) in zip(due, polls) {
                group.addTask {
                    var brought = Poll.Brought()
                    var failure: CallFunnelError?
                    do throws(CallFunnelError) {
                        try await poll.read(into: &brought)
                    } catch {
                        failure = error
                    }
                    return PollOutcome(source: index, brought: brought, failure: failure)
                }
            }
            var outcomes: [PollOutcome] = []
            for await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
    }

    private func sleep() async throws(CallFunnelError) {
        guard let next = schedules.indices.min(by: { schedules[$0].due < schedules[$1].due }) else { return }
        let due = schedules[next].due
        setup.observe(.waiting(due - setup.timing.elapsed(), next: setup.sources[next]))
        do {
            try await setup.timing.sleep(due)
        } catch {
            throw CallFunnelError(.cancelled, "the task was cancelled between polls", cause: error)
        }
    }
}

/// What is left to poll in a turn that polls each source once.
struct WatchTurn: Sendable {
    let mode: WatchMode
    private(set) var remaining: [Int]
    /// The first failure, thrown after everything else was delivered.
    private(set) var failure: CallFunnelError?

    init(_ mode: WatchMode, sources: Int) {
        self.mode = mode
        remaining = Array(0..<sources)
    }

    /// Another watcher is at these sources.
    mutating func leave(_ sources: [Int]) {
        remaining.removeAll { sources.contains($0) }
    }

    mutating func take(_ outcomes: [PollOutcome]) {
        remaining.removeAll { index in outcomes.contains { $0.source == index } }
        for outcome in outcomes.sorted(by: { $0.source < $1.source }) {
            failure = failure ?? outcome.failure
        }
    }
}
