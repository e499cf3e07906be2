// SPDX-License-Identifier: Apache-2.0

package import CallFunnel
import Synchronization

/// A ledger that passes everything on, for those that change one thing.
package protocol PassingLedger: EventLedger {
    var base: any EventLedger { get }
}

extension PassingLedger {
    package func unrecorded(of keys: [EventKey]) async throws -> [EventKey] { try await base.unrecorded(of: keys) }
    package func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim {
        try await base.claim(key, for: owner)
    }
    package func release(_ keys: [EventKey], for owner: String) async throws {
        try await base.release(keys, for: owner)
    }
    package func record(_ entry: LedgerEntry) async throws { try await base.record(entry) }
    package func marks(_ names: [String]) async throws -> [String: String] { try await base.marks(names) }
}

/// An event counts as handled when it is claimed.
struct RecordsAtClaimTime: WorldSaboteur {
    func ledger(_ base: any EventLedger) -> any EventLedger { Ledger(base: base) }

    private struct Ledger: PassingLedger {
        let base: any EventLedger

        func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim {
            let claim = try await base.claim(key, for: owner)
            if claim == .granted { try await base.record(LedgerEntry(keys: [key])) }
            return claim
        }
    }
}

/// The newest decision's time is written down when an event is claimed, before the consumer has asked for the next.
struct MovesMarksEarly: WorldSaboteur {
    let context: WorldContext

    func ledger(_ base: any EventLedger) -> any EventLedger { Ledger(base: base, context: context) }

    private struct Ledger: PassingLedger {
        let base: any EventLedger
        let context: WorldContext

        func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim {
            let claim = try await base.claim(key, for: owner)
            guard claim == .granted else { return claim }
            var marks: [String: String] = [:]
            for status in ["approved", "denied", "countered"] {
                marks["approvals/\(status)"] = await context.simulator.newestDecision(status)?.description
            }
            try await base.record(LedgerEntry(marks: marks))
            return claim
        }
    }
}

/// What somebody else is handling is passed over, and what follows it is handed out.
struct HoldsNothingBack: WorldSaboteur {
    func ledger(_ base: any EventLedger) -> any EventLedger { Ledger(base: base) }

    private struct Ledger: PassingLedger {
        let base: any EventLedger

        func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim {
            let claim = try await base.claim(key, for: owner)
            return claim == .leased ? .recorded : claim
        }
    }
}

/// A claim stays with its first owner for ever.
final class BurnsClaims: WorldSaboteur {
    private let owners = Mutex<[EventKey: String]>([:])

    func ledger(_ base: any EventLedger) -> any EventLedger { Ledger(base: base, saboteur: self) }

    private func owner(of key: EventKey, or owner: String) -> String {
        owners.withLock { owners in
            owners[key] = owners[key] ?? owner
            return owners[key] ?? owner
        }
    }

    private struct Ledger: PassingLedger {
        let base: any EventLedger
        let saboteur: BurnsClaims

        func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim {
            let claim = try await base.claim(key, for: owner)
            guard claim == .granted else { return claim }
            return saboteur.owner(of: key, or: owner) == owner ? .granted : .leased
        }
    }
}

/// Events are forgotten a while after they were recorded, although the service still shows them.
final class ForgetsTooSoon: WorldSaboteur {
    private let context: WorldContext
    private let retention: Duration
    private let recorded = Mutex<[EventKey: Timestamp]>([:])

    init(_ context: WorldContext, retention: Duration = .seconds(600)) {
        self.context = context
        self.retention = retention
    }

    func ledger(_ base: any EventLedger) -> any EventLedger { Ledger(base: base, saboteur: self) }

    private var now: Timestamp { Timestamp(context.clock.time.date) }

    private func isForgotten(_ key: EventKey) -> Bool {
        guard let since = recorded.withLock({ $0[key] }) else { return false }
        return since.advanced(by: retention) < now
    }

    private struct Ledger: PassingLedger {
        let base: any EventLedger
        let saboteur: ForgetsTooSoon

        func unrecorded(of keys: [EventKey]) async throws -> [EventKey] {
            let unknown = try await base.unrecorded(of: keys)
            return keys.filter { unknown.contains($0) || saboteur.isForgotten($0) }
        }

        func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim {
            saboteur.isForgotten(key) ? .granted : try await base.claim(key, for: owner)
        }

        func record(_ entry: LedgerEntry) async throws {
            try await base.record(entry)
            let now = saboteur.now
            saboteur.recorded.withLock { recorded in
                for key in entry.keys { recorded[key] = now }
            }
        }
    }
}
