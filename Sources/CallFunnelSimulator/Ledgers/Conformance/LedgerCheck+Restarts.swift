// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension LedgerCheck {
    private static func isDurable(_ subject: LedgerConformance) -> Bool { subject.reach != .memory }
    private static func isOfOneProcess(_ subject: LedgerConformance) -> Bool { subject.reach == .oneProcess }
    private static func isShared(_ subject: LedgerConformance) -> Bool { subject.reach == .manyProcesses }
    private static func forgets(_ subject: LedgerConformance) -> Bool {
        subject.retention != nil && subject.advance != nil
    }

    static let restarts: [LedgerCheck] = [
        LedgerCheck("what was recorded is known after a restart", if: isDurable) { trial in
            try await trial.process { try await $0.record(LedgerEntry(keys: [trial.key("a"), trial.key("b")])) }
            try await trial.process { ledger in
                try await trial.expectUnrecorded(
                    ledger, of: [trial.key("a"), trial.key("b"), trial.key("c")], are: [trial.key("c")],
                    "after the ledger was opened again")
            }
        },
        LedgerCheck("marks are known after a restart", if: isDurable) { trial in
            try await trial.process { try await $0.record(LedgerEntry(marks: [trial.mark("a"): "1"])) }
            try await trial.process { try await $0.record(LedgerEntry(marks: [trial.mark("b"): "2"])) }
            try await trial.process { ledger in
                try await trial.expectMarks(
                    ledger, [trial.mark("a"), trial.mark("b")], are: [trial.mark("a"): "1", trial.mark("b"): "2"],
                    "after the ledger was opened again")
            }
        },
        LedgerCheck("a restart frees all claims", if: isOfOneProcess) { trial in
            try await trial.process { _ = try await trial.claim($0, trial.key(), for: "a") }
            try await trial.process { ledger in
                try await trial.expectClaim(
                    ledger, of: trial.key(), for: "b", gives: [.granted], "after the only process was started again")
            }
        },
        LedgerCheck("a claim outlives the process that made it", if: isShared) { trial in
            try await trial.process { _ = try await trial.claim($0, trial.key(), for: "a") }
            try await trial.process { ledger in
                try await trial.expectClaim(
                    ledger, of: trial.key(), for: "b", gives: [.leased],
                    "to another process while the lease of one that is gone is alive")
            }
        },
        LedgerCheck("what one process records, the others know at once", if: isShared) { trial in
            let ledgers = try await trial.processes(2)
            try await trial.expectUnrecorded(ledgers[1], of: [trial.key()], are: [trial.key()], "in either process")
            try await ledgers[0].record(LedgerEntry(keys: [trial.key()]))
            try await ledgers[0].record(LedgerEntry(marks: [trial.mark("a"): "1"]))
            try await trial.expectUnrecorded(ledgers[1], of: [trial.key()], are: [], "in the other process")
            try await trial.expectMarks(
                ledgers[1], [trial.mark("a")], are: [trial.mark("a"): "1"], "in the other process")
        },
    ]

    static let retention: [LedgerCheck] = [
        LedgerCheck("an event is remembered for the retention", if: forgets) { trial in
            try await trial.process { ledger in
                try await ledger.record(LedgerEntry(keys: [trial.key()]))
                for step in 0..<6 {
                    try await trial.wait(trial.subject.retention, times: 0.15)
                    try await ledger.record(LedgerEntry(keys: [trial.key(step)]))
                }
                try await trial.expectUnrecorded(ledger, of: [trial.key()], are: [], "after nine tenths of it")
            }
        },
        LedgerCheck("an event that is looked up is never forgotten", if: forgets) { trial in
            try await trial.process { ledger in
                try await ledger.record(LedgerEntry(keys: [trial.key()]))
                for step in 0..<8 {
                    try await trial.wait(trial.subject.retention, times: 0.3)
                    try await trial.expectUnrecorded(
                        ledger, of: [trial.key()], are: [], "as long as it is looked up again and again")
                    try await ledger.record(LedgerEntry(keys: [trial.key(step)]))
                }
            }
        },
    ]
}
