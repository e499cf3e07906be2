// SPDX-License-Identifier: Apache-2.0

/// A ledger in one file of one process, which survives crashes and power cuts.
///
/// An append-only journal: what is recorded is on disk when `record` returns, and everybody who waits shares one `fsync`.
/// The file is readable by its owner only, holds digests of keys rather than keys, and is compacted as it grows. A second
/// process is refused. No claims are stored: the process that owns the file is the only one that could hold any, so after a
/// crash there are none.
///
/// ```swift
/// import CallFunnel
///
/// let ledger = try await FileLedger(at: "events.ledger")
/// let client = try CallFunnelClient()
/// let watcher = try Watcher(client, watching: [.approvals], startingFrom: .now, ledger: ledger)
/// ```
public actor FileLedger: EventLedger {
    /// What opening a ledger had to mend.
    public enum Notice: Hashable, Sendable {
        /// The last write before a crash was not complete and was cut off. Nothing that `record` returned from was in it.
        case tornTail(bytes: Int)
    }

    private struct Claim {
        let owner: String
        let until: Duration
    }

    private let disk: Disk
    private let timing: Timing
    private let lease: Duration
    private let retention: DigestTable.Age
    private let openedAt: Duration
    private let ageAtOpening: DigestTable.Age

    private var memory: LedgerMemory
    private var claims: [KeyDigest: Claim] = [:]
    /// Seen again, to be written with the next record so that a restart knows it.
    private var seen: Set<KeyDigest> = []
    private var lastForgotten: DigestTable.Age = 0

    // Group commit.
    private var buffer: [JournalRecord] = []
    private var appended = 0
    private var durable = 0
    private var length: Int
    private var compactedLength = 0
    private var flush: Promise<Void>?
    private var failure: CallFunnelError?

    /// Opens the ledger, or makes a new one where there is no file.
    ///
    /// - Parameters:
    ///   - path: the journal; a lock file stands beside it as `path.lock`.
    ///   - retention: how long an event is kept after it was last seen, at least 48 h (C15). Only time the ledger is open
    ///     counts.
    ///   - lease: how long a claim of another watcher in this process holds that is neither recorded nor released.
    ///   - timing: the clock that age and leases are measured on.
    ///   - notice: told what had to be mended.
    /// - Throws: `ledgerLocked`, `ledgerUnwritable`, `diskFull`, `ledgerDamaged`, `ledgerForeign`, `ledgerTooNew`,
    ///   `ledgerFailed`, or `invalidConfiguration` for a retention below 48 h. A file that cannot be used is not touched.
    public init(
        at path: String, retention: Duration = .seconds(7 * 24 * 3600), lease: Duration = .seconds(300),
        timing: Timing = .system, notice: @Sendable (Notice) -> Void = { _ in }
    ) async throws(CallFunnelError) {
        try await self.init(
            storage: FileStorage(path: path), executor: QueueExecutor(label: "CallFunnel.FileLedger"),
            retention: retention, lease: lease, timing: timing, notice: notice)
    }

    /// The same over any storage, on any executor.
    package init(
        storage: any LedgerStorage, executor: any SerialExecutor, retention: Duration = .seconds(7 * 24 * 3600),
        lease: Duration = .seconds(300), timing: Timing, notice: @Sendable (Notice) -> Void = { _ in }
    ) async throws(CallFunnelError) {
        try MemoryLedger.check(retention)
        let disk = Disk(storage, executor: executor)
        let opened = try JournalReader.read(try await disk.open() ?? [])
        if opened.tornBytes > 0 {
            try await disk.truncate(to: opened.length)
            notice(.tornTail(bytes: opened.tornBytes))
        }
        self.disk = disk
        self.timing = timing
        self.lease = lease
        self.retention = DigestTable.Age(clamping: retention.components.seconds)
        openedAt = timing.elapsed()
        ageAtOpening = opened.memory.age
        lastForgotten = opened.memory.age
        memory = opened.memory
        length = opened.length
        // Shows before anything depends on it that the disk takes a write.
        try await write([JournalRecord(age: opened.memory.age)])
    }

    public func unrecorded(of keys: [EventKey]) throws(CallFunnelError) -> [EventKey] {
        if let failure { throw failure }
        return keys.filter { key in
            let digest = KeyDigest(key)
            guard let age = memory.table.age(of: digest) else { return true }
            // Written seldom, as a digest that is seen at every poll need not be written at every poll.
            if self.age - age > retention / 4 {
                memory.see(digest, at: self.age)
                seen.insert(digest)
            }
            return false
        }
    }

    public func claim(_ key: EventKey, for owner: String) throws(CallFunnelError) -> LedgerClaim {
        if let failure { throw failure }
        let digest = KeyDigest(key)
        if memory.table.age(of: digest) != nil { return .recorded }
        let now = timing.elapsed()
        if let claim = claims[digest], claim.owner != owner, claim.until > now { return .leased }
        claims[digest] = Claim(owner: owner, until: now + lease)
        return .granted
    }

    public func release(_ keys: [EventKey], for owner: String) {
        for digest in keys.map(KeyDigest.init) where claims[digest]?.owner == owner {
            claims[digest] = nil
        }
    }

    public func marks(_ names: [String]) throws(CallFunnelError) -> [String: String] {
        if let failure { throw failure }
        return Dictionary(names.compactMap { name in memory.marks[name].map { (name, $0) } }) { first, _ in first }
    }

    /// - Throws: `invalidArgument` for a mark whose name is over 65,535 bytes or whose value is over a mebibyte.
    public func record(_ entry: LedgerEntry) async throws(CallFunnelError) {
        if let failure { throw failure }
        guard entry.marks.allSatisfy({ Journal.holds(name: $0.key, value: $0.value) }) else {
            throw CallFunnelError(.invalidArgument, "a mark is too long for the ledger")
        }
        let record = JournalRecord(
            age: age, digests: entry.keys.map(KeyDigest.init) + takeSeen(),
            marks: entry.marks.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) })
        memory.apply(record)
        for digest in record.digests { claims[digest] = nil }
        try await commit(record)
    }

    /// Forgets that an event was handled, so that it is delivered again if the service still shows it: after a resend that
    /// was asked for, or a handler that did the wrong thing.
    public func forget(_ keys: [EventKey]) async throws(CallFunnelError) {
        if let failure { throw failure }
        let record = JournalRecord(age: age, forgotten: keys.map(KeyDigest.init))
        seen.subtract(record.forgotten)
        memory.apply(record)
        try await commit(record)
    }

    /// How many events are remembered.
    public var count: Int { memory.table.count }

    private var age: DigestTable.Age {
        let passed = DigestTable.Age(clamping: (timing.elapsed() - openedAt).components.seconds)
        return ageAtOpening.addingReportingOverflow(passed).overflow ? .max : ageAtOpening + passed
    }

    private func takeSeen() -> [KeyDigest] {
        defer { seen = [] }
        return seen.sorted { ($0.high, $0.low) < ($1.high, $1.low) }
    }
}

// Group commit: who finds nobody writing writes for everybody who waits. The disk being slow is what makes groups.
extension FileLedger {
    private func commit(_ record: JournalRecord) async throws(CallFunnelError) {
        buffer.append(record)
        appended += 1
        let mine = appended
        while durable < mine {
            if let failure { throw failure }
            if let flush {
                await flush.value
                continue
            }
            let promise = Promise<Void>()
            flush = promise
            let (group, upTo) = (buffer, appended)
            buffer = []
            do throws(CallFunnelError) {
                try await write(group)
                durable = upTo
            } catch {
                // After a failed write nobody knows what is on disk, so nothing more is written: open the ledger again.
                failure = error
            }
            flush = nil
            promise.settle(())
        }
    }

    private func write(_ records: [JournalRecord]) async throws(CallFunnelError) {
        if length == 0 {
            // By itself, so that a torn header can be told from a damaged one: nothing comes after it.
            try await disk.commit(Journal.header)
            length = Journal.headerLength
        }
        var bytes: [UInt8] = []
        for record in records { Journal.encode(record, durable: UInt64(length), into: &bytes) }
        try await disk.commit(bytes)
        length += bytes.count
        try await compactIfLarge()
    }

    /// Once most of the file says what was said before or is forgotten.
    private func compactIfLarge() async throws(CallFunnelError) {
        if age - lastForgotten > retention / 8 {
            lastForgotten = age
            memory.forget(before: age > retention ? age - retention : 0)
            let now = timing.elapsed()
            claims = claims.filter { $0.value.until > now }
        }
        guard length > 1 << 20, length > 2 * max(compactedLength, memory.table.count * 17) else { return }
        var parts = [Journal.header]
        for record in memory.records(step: retention / 64) {
            var bytes: [UInt8] = []
            Journal.encode(record, durable: 0, into: &bytes)
            parts.append(bytes)
        }
        try await disk.replace(with: parts)
        length = parts.reduce(0) { $0 + $1.count }
        compactedLength = length
    }
}
