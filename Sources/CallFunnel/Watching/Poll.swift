// SPDX-License-Identifier: Apache-2.0

/// One poll of one source: what was read, less what the ledger knows.
struct Poll: Sendable {
    let source: Watcher.Source
    let client: CallFunnelClient
    let ledger: any EventLedger
    let start: Watcher.StartingPoint
    /// The marks as they were when everything before this poll was acknowledged.
    let marks: [String: String]
    /// Where the last poll of this source broke off.
    var interrupted: Interrupted?
    var notice: (@Sendable (Shown) -> Void)?

    /// Events a poll showed, leaving out what was there before the start.
    struct Shown: Sendable {
        /// That the ledger has: handled before, whichever way.
        var known: [EventKey] = []
        var new: [EventKey] = []
        /// Whether more has happened since the poll before than this one could show.
        var missesSome = false
    }

    /// What a poll brought. Nothing of it is remembered before the consumer has acknowledged its events.
    struct Brought: Sendable {
        /// New events; those of one resource in the order they must have.
        var events: [CallFunnelEvent] = []
        /// Keys to record without announcing them, because they were there before the start.
        var baseline: [EventKey] = []
        /// Marks that change.
        var marks: [String: String] = [:]
        /// Marks that change as soon as an event is acknowledged.
        var eventMarks: [EventKey: [String: String]] = [:]
        /// Marks that change before any event is handed out.
        var foundMarks: [String: String] = [:]
        /// Marks that change even if the poll fails.
        var pin: [String: String] = [:]
        /// Whether this poll can say what was there before.
        var isBaseline = true
        /// How far a timeline was walked, should the poll fail.
        var interrupted: Interrupted?
        var issues: [DecodingIssue] = []
        var gaps: [Watcher.Gap] = []
        var serverTime: Timestamp?
        /// Whether more is to be expected soon: something is open, or under way.
        var isActive = false
        /// Whether any request was answered, which proves the key good even if the poll failed later.
        var wasAnswered = false
    }

    /// - Parameter brought: on failure, what had been brought by then: events to hand out, but no mark to set.
    func read(into brought: inout Brought) async throws(CallFunnelError) {
        switch source.kind {
        case .runs(let workflow): try await readRuns(of: workflow, into: &brought)
        case .approvals(let decisions): try await readApprovals(resolvedAs: decisions, into: &brought)
        case .timeline(let phone): try await readTimeline(of: phone, into: &brought)
        case .wallet(let threshold): try await readWallet(lowBelow: threshold, into: &brought)
        }
        if isFirst, brought.isBaseline {
            brought.marks[name("baseline")] = "read"
            if case .since(let instant) = start { brought.marks[name("since")] = instant.description }
        }
        brought.marks = brought.marks.filter { marks[$0.key] != $0.value }
    }

    /// The ledger has never seen this source, so the starting point decides.
    var isFirst: Bool { marks[name("baseline")] == nil }

    /// The first poll may need several attempts; what is dated after the first of them was not there at the start. A
    /// start from an instant holds for later polls too, which may read further back.
    private func announces(_ event: CallFunnelEvent) -> Bool {
        guard isFirst else {
            let since = marks[name("since")].flatMap { Timestamp($0) }
            return since.map { Watcher.StartingPoint.since($0).announces(event) } ?? true
        }
        if start.announces(event) { return true }
        guard start == .now, let pin = marks[name("start")].flatMap({ Timestamp($0) }) else { return false }
        return event.occurredAt.map { $0 > pin } ?? false
    }

    /// The name of one of this source's marks.
    func name(_ mark: String) -> String { "\(source.name)/\(mark)" }

    /// The marks a source of this kind may have.
    static func markNames(of source: Watcher.Source) -> [String] {
        let own = ["baseline", "start", "since", "listed", "open", "read", "floor", "approved", "denied", "countered"]
        let levels = source.kind.isWallet ? LevelMarks.low.names + LevelMarks.exhausted.names : []
        return own.map { "\(source.name)/\($0)" } + levels
    }

    /// Notes what the answer says beside its value.
    func note<Value>(_ reading: Reading<Value>, in brought: inout Brought) {
        brought.wasAnswered = true
        brought.issues += reading.issues
        brought.serverTime = reading.serverTime ?? brought.serverTime
        if isFirst, start == .now, marks[name("start")] == nil, let time = reading.serverTime {
            brought.pin[name("start")] = time.description
        }
    }

    /// The time now, by the service's clock where it tells.
    func now(_ brought: Brought) -> Timestamp { brought.serverTime ?? client.timing.now() }

    /// Sorts what resources imply into what is new and what was there before the start. Returns how many the ledger did
    /// not know.
    @discardableResult
    func sort(_ implied: [CallFunnelEvent], into brought: inout Brought) async throws(CallFunnelError) -> Int {
        try await sort(implied.map(\.key), into: &brought) { _ in implied }
    }

    /// The same for events that are made only when the ledger does not know some of their keys.
    ///
    /// - Parameter events: at least those of the keys it is given, in the order they must have.
    @discardableResult
    func sort(
        _ keys: [EventKey], into brought: inout Brought, events: (Set<EventKey>) -> [CallFunnelEvent]
    ) async throws(CallFunnelError) -> Int {
        var seen = Set(brought.events.map(\.key)).union(brought.baseline)
        seen.reserveCapacity(seen.count + keys.count)
        let distinct = keys.filter { seen.insert($0).inserted }
        guard !distinct.isEmpty else { return 0 }
        let unrecorded: Set<EventKey>
        do {
            unrecorded = Set(try await ledger.unrecorded(of: distinct)).intersection(distinct)
        } catch {
            throw CallFunnelError(ledger: error)
        }
        var shown = Shown()
        var unsorted = unrecorded
        for event in unrecorded.isEmpty ? [] : events(unrecorded) {
            // Of two with one key the first counts.
            guard unsorted.remove(event.key) != nil else { continue }
            if announces(event) {
                brought.events.append(event)
                shown.new.append(event.key)
            } else {
                brought.baseline.append(event.key)
            }
        }
        if let notice {
            shown.known = distinct.filter { !unrecorded.contains($0) }
            notice(shown)
        }
        return unrecorded.count
    }
}

extension CallFunnelError {
    /// An error that a ledger threw.
    init(ledger error: any Error) {
        if Task.isCancelled {
            self.init(.cancelled, "the task was cancelled while the ledger worked", cause: error)
        } else if let known = error as? CallFunnelError, known.code.concernsLedger {
            self = known
        } else {
            self.init(.ledgerFailed, "the ledger failed (\(type(of: error))); no event is handed out", cause: error)
        }
    }
}
