// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension LedgerCheck {
    static let recording: [LedgerCheck] = [
        LedgerCheck("recording again does no harm") { trial in
            try await trial.process { ledger in
                for _ in 0..<3 { try await ledger.record(LedgerEntry(keys: [trial.key()])) }
                try await trial.expectUnrecorded(
                    ledger, of: [trial.key()], are: [], "after it was recorded three times")
            }
        },
        LedgerCheck("an entry is recorded whole or not at all") { trial in
            try await trial.process { ledger in
                for round in 0..<24 {
                    try await Self.record(
                        LedgerEntry(
                            keys: (0..<8).map { trial.key("\(round)/\($0)") },
                            marks: [trial.mark("\(round)"): "set"]), cancelledAfter: round, of: ledger, trial)
                }
            }
        },
        LedgerCheck("what many record at once is all kept") { trial in
            let keys = trial.keys(100)
            try await trial.process { ledger in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for key in keys { group.addTask { try await ledger.record(LedgerEntry(keys: [key])) } }
                    try await group.waitForAll()
                }
                try await trial.expectUnrecorded(ledger, of: keys, are: [], "after 100 tasks recorded one each")
            }
        },
        LedgerCheck("an entry of 10,000 keys is recorded") { trial in
            let keys = trial.keys(10_000)
            try await trial.process { ledger in
                try await ledger.record(LedgerEntry(keys: keys))
                try await trial.expectUnrecorded(ledger, of: keys, are: [], "after all were recorded in one entry")
            }
        },
    ]

    /// Records, is cancelled on the way, and watches from the side: neither during nor after may half of it be there.
    private static func record(
        _ entry: LedgerEntry, cancelledAfter yields: Int, of ledger: any EventLedger, _ trial: LedgerTrial
    ) async throws {
        @Sendable func look(_ when: String) async throws {
            // The marks first: what is set when they are read must have its keys recorded when those are.
            let marks = try await ledger.marks(entry.marks.keys.sorted())
            let unrecorded = try await ledger.unrecorded(of: entry.keys)
            if !unrecorded.isEmpty, unrecorded.count < entry.keys.count || !marks.isEmpty {
                throw trial.fail(
                    expected: "all or nothing of an entry to be recorded \(when)",
                    found: "\(unrecorded.count) of \(entry.keys.count) keys unrecorded and \(marks.count) mark set",
                    .eventLost)
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // A record that was cancelled may throw; what counts is what it leaves.
                do { try await ledger.record(entry) } catch { if !Task.isCancelled { throw error } }
            }
            for _ in 0..<yields {
                await Task.yield()
                try await look("while it is recorded")
            }
            group.cancelAll()
            try await group.waitForAll()
        }
        try await look("after recording it was cancelled")
    }
}
