// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Synchronization

/// A push that was handled counts as a poll: every timeline is taken for read up to now.
final class MovesMarksWithPushes: WorldSaboteur {
    private let context: WorldContext
    private let names = Mutex<Set<String>>([])

    init(context: WorldContext) {
        self.context = context
    }

    func ledger(_ base: any EventLedger) -> any EventLedger { Ledger(base: base, saboteur: self) }

    private struct Ledger: PassingLedger {
        let base: any EventLedger
        let saboteur: MovesMarksWithPushes

        func marks(_ names: [String]) async throws -> [String: String] {
            let timelines = names.filter { $0.hasPrefix("timeline/") && $0.hasSuffix("/read") }
            saboteur.names.withLock { $0.formUnion(timelines) }
            return try await base.marks(names)
        }

        func record(_ entry: LedgerEntry) async throws {
            var entry = entry
            if entry.keys.contains(where: { $0.type.rawValue == "push" }) {
                let now = saboteur.context.clock.time
                for name in saboteur.names.withLock({ $0 }) { entry.marks[name] = "\(now) -" }
            }
            try await base.record(entry)
        }
    }
}
