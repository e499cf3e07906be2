// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator

/// Cannot record while switched on, which it is at first.
struct RecordRefusingLedger: EventLedger {
    struct Failure: Error {}

    let refuses = Switch()
    private let ledger: MemoryLedger

    init(_ ledger: MemoryLedger) {
        self.ledger = ledger
        refuses.turn(on: true)
    }

    func unrecorded(of keys: [EventKey]) async throws -> [EventKey] { await ledger.unrecorded(of: keys) }
    func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim {
        await ledger.claim(key, for: owner)
    }
    func release(_ keys: [EventKey], for owner: String) async throws { await ledger.release(keys, for: owner) }
    func record(_ entry: LedgerEntry) async throws {
        if refuses.isOn { throw Failure() }
        await ledger.record(entry)
    }
    func marks(_ names: [String]) async throws -> [String: String] { await ledger.marks(names) }
}

/// Says only after a while what became of a claim.
struct LateLedger: EventLedger {
    private let ledger: MemoryLedger
    private let wait: @Sendable (EventKey) async -> Void

    init(_ ledger: MemoryLedger, wait: @escaping @Sendable (EventKey) async -> Void) {
        self.ledger = ledger
        self.wait = wait
    }

    func unrecorded(of keys: [EventKey]) async throws -> [EventKey] { await ledger.unrecorded(of: keys) }
    func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim {
        let claim = await ledger.claim(key, for: owner)
        await wait(key)
        return claim
    }
    func release(_ keys: [EventKey], for owner: String) async throws { await ledger.release(keys, for: owner) }
    func record(_ entry: LedgerEntry) async throws { await ledger.record(entry) }
    func marks(_ names: [String]) async throws -> [String: String] { await ledger.marks(names) }
}

/// A ledger that is out of order.
struct DeadLedger: EventLedger {
    struct Failure: Error {}

    func unrecorded(of keys: [EventKey]) async throws -> [EventKey] { throw Failure() }
    func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim { throw Failure() }
    func release(_ keys: [EventKey], for owner: String) async throws { throw Failure() }
    func record(_ entry: LedgerEntry) async throws { throw Failure() }
    func marks(_ names: [String]) async throws -> [String: String] { throw Failure() }
}
