// SPDX-License-Identifier: Apache-2.0

/// A ledger that forgets everything when the process ends: for tests, demos, and programs that start from `.now`.
///
/// Several watchers of one process may share it.
public actor MemoryLedger: EventLedger {
    private struct Claim {
        let owner: String
        let until: Duration
    }

    private let retention: Duration
    private let lease: Duration
    private let timing: Timing
    /// When each handled event was last seen.
    private var recorded: [EventKey: Duration] = [:]
    private var claims: [EventKey: Claim] = [:]
    private var marks: [String: String] = [:]
    private var lastPruned: Duration

    /// The last retry of a push comes 38 h 36 min after the first attempt (C15), so an event must be known for longer.
    public static let shortestRetention: Duration = .seconds(48 * 3600)

    /// Keeps an event for seven days after it was last seen.
    public init(timing: Timing = .system) {
        self.init(checkedRetention: .seconds(7 * 24 * 3600), lease: .seconds(300), timing: timing)
    }

    /// - Parameters:
    ///   - retention: how long an event is kept after it was last seen, at least 48 h.
    ///   - lease: how long a claim holds that is neither recorded nor released.
    /// - Throws: `invalidConfiguration` for a retention below 48 h.
    public init(
        retention: Duration, lease: Duration = .seconds(300), timing: Timing = .system
    ) throws(CallFunnelError) {
        try Self.check(retention)
        self.init(checkedRetention: retention, lease: lease, timing: timing)
    }

    static func check(_ retention: Duration) throws(CallFunnelError) {
        guard retention >= shortestRetention else {
            throw CallFunnelError(
                .invalidConfiguration, "a retention below 48 hours would forget an event before its last retry")
        }
    }

    private init(checkedRetention retention: Duration, lease: Duration, timing: Timing) {
        self.retention = retention
        self.lease = lease
        self.timing = timing
        self.lastPruned = timing.elapsed()
    }

    public func unrecorded(of keys: [EventKey]) -> [EventKey] {
        let now = timing.elapsed()
        return keys.filter { key in
            guard recorded[key] != nil else { return true }
            recorded[key] = now
            return false
        }
    }

    public func claim(_ key: EventKey, for owner: String) -> LedgerClaim {
        if recorded[key] != nil { return .recorded }
        let now = timing.elapsed()
        if let claim = claims[key], claim.owner != owner, claim.until > now { return .leased }
        claims[key] = Claim(owner: owner, until: now + lease)
        return .granted
    }

    public func release(_ keys: [EventKey], for owner: String) {
        for key in keys where claims[key]?.owner == owner {
            claims[key] = nil
        }
    }

    public func record(_ entry: LedgerEntry) {
        let now = timing.elapsed()
        for key in entry.keys {
            recorded[key] = now
            claims[key] = nil
        }
        marks.merge(entry.marks) { _, new in new }
        prune(at: now)
    }

    public func marks(_ names: [String]) -> [String: String] {
        Dictionary(names.compactMap { name in marks[name].map { (name, $0) } }) { first, _ in first }
    }

    /// Now and then, so that memory is bounded by what happens within the retention.
    private func prune(at now: Duration) {
        guard now - lastPruned > retention / 8 else { return }
        lastPruned = now
        recorded = recorded.filter { now - $0.value <= retention }
        claims = claims.filter { $0.value.until > now }
    }
}
