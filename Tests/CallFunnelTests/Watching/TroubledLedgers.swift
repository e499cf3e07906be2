// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// Fails the first time it is asked about a run.
struct OnceFailingLedger: EventLedger {
    struct Failure: Error {}

    private let failed = Switch()
    private let ledger: MemoryLedger

    init(timing: Timing) {
        ledger = MemoryLedger(timing: timing)
    }

    func unrecorded(of keys: [EventKey]) async throws -> [EventKey] {
        if !failed.isOn, keys.contains(where: { $0.type == .runStarted }) {
            failed.turn(on: true)
            throw Failure()
        }
        return await ledger.unrecorded(of: keys)
    }
    func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim {
        await ledger.claim(key, for: owner)
    }
    func release(_ keys: [EventKey], for owner: String) async throws { await ledger.release(keys, for: owner) }
    func record(_ entry: LedgerEntry) async throws { await ledger.record(entry) }
    func marks(_ names: [String]) async throws -> [String: String] { await ledger.marks(names) }
}

/// Takes a minute for each question, as a database in trouble, and stops when its task is cancelled.
struct SlowLedger: EventLedger {
    let timing: Timing

    private func wait() async throws { try await timing.sleep(timing.elapsed() + .seconds(60)) }

    func unrecorded(of keys: [EventKey]) async throws -> [EventKey] {
        try await wait()
        return keys
    }
    func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim {
        try await wait()
        return .granted
    }
    func release(_ keys: [EventKey], for owner: String) async throws {}
    func record(_ entry: LedgerEntry) async throws { try await wait() }
    func marks(_ names: [String]) async throws -> [String: String] {
        try await wait()
        return [:]
    }
}

/// A ledger over some service, whose errors are ours.
struct UnavailableLedger: EventLedger {
    func unrecorded(of keys: [EventKey]) async throws -> [EventKey] {
        throw CallFunnelError(.unavailable, "the ledger's service is in trouble")
    }
    func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim { .granted }
    func release(_ keys: [EventKey], for owner: String) async throws {}
    func record(_ entry: LedgerEntry) async throws {}
    func marks(_ names: [String]) async throws -> [String: String] { [:] }
}

/// Refuses claims while switched on.
struct RefusingLedger: EventLedger {
    struct Failure: Error {}

    private let fails: Switch
    private let ledger: MemoryLedger

    init(_ fails: Switch, timing: Timing) {
        self.fails = fails
        ledger = MemoryLedger(timing: timing)
    }

    func unrecorded(of keys: [EventKey]) async throws -> [EventKey] { await ledger.unrecorded(of: keys) }
    func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim {
        if fails.isOn { throw Failure() }
        return await ledger.claim(key, for: owner)
    }
    func release(_ keys: [EventKey], for owner: String) async throws { await ledger.release(keys, for: owner) }
    func record(_ entry: LedgerEntry) async throws { await ledger.record(entry) }
    func marks(_ names: [String]) async throws -> [String: String] { await ledger.marks(names) }
}
