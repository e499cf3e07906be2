// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension LedgerCheck {
    static let claims: [LedgerCheck] = [
        LedgerCheck("an event that nobody handles is granted") { trial in
            try await trial.process { ledger in
                try await trial.expectClaim(
                    ledger, of: trial.key("a", .runStarted), for: "a", gives: [.granted], "when nobody has it")
                try await trial.expectClaim(
                    ledger, of: trial.key("a", .runEnded), for: "b", gives: [.granted],
                    "when only another event of the same subject is taken")
            }
        },
        LedgerCheck("an owner may take its own claim again") { trial in
            try await trial.process { ledger in
                guard try await trial.claim(ledger, trial.key(), for: "a") else { return }
                try await trial.expectClaim(
                    ledger, of: trial.key(), for: "a", gives: [.granted], "when its own owner asks again")
            }
        },
        LedgerCheck("a claimed event is leased to others") { trial in
            try await trial.process { ledger in
                guard try await trial.claim(ledger, trial.key(), for: "a") else { return }
                try await trial.expectClaim(
                    ledger, of: trial.key(), for: "b", gives: [.leased], "while another owner has it")
            }
        },
        LedgerCheck("a recorded event is not granted") { trial in
            try await trial.process { ledger in
                try await ledger.record(LedgerEntry(keys: [trial.key()]))
                try await trial.expectClaim(
                    ledger, of: trial.key(), for: "a", gives: [.recorded], "when it was recorded")
            }
        },
        LedgerCheck("a claim records nothing") { trial in
            try await trial.process { ledger in
                guard try await trial.claim(ledger, trial.key(), for: "a") else { return }
                try await trial.expectUnrecorded(
                    ledger, of: [trial.key()], are: [trial.key()], "while it is claimed, since a crash may follow")
            }
        },
        LedgerCheck("a released event is free at once") { trial in
            try await trial.process { ledger in
                guard try await trial.claim(ledger, trial.key(), for: "a") else { return }
                try await ledger.release([trial.key()], for: trial.owner("a"))
                try await trial.expectClaim(
                    ledger, of: trial.key(), for: "b", gives: [.granted], "after its owner released it")
            }
        },
        LedgerCheck("only its owner can release a claim") { trial in
            try await trial.process { ledger in
                guard try await trial.claim(ledger, trial.key(), for: "a"),
                    try await ledger.claim(trial.key(), for: trial.owner("b")) == .leased
                else { return }
                try await ledger.release([trial.key()], for: trial.owner("b"))
                try await trial.expectClaim(
                    ledger, of: trial.key(), for: "c", gives: [.leased], "after somebody else released it")
            }
        },
        LedgerCheck("recording ends a claim, whoever records") { trial in
            try await trial.process { ledger in
                guard try await trial.claim(ledger, trial.key(), for: "a") else { return }
                try await ledger.record(LedgerEntry(keys: [trial.key()]))
                for owner in ["b", "a"] {
                    try await trial.expectClaim(
                        ledger, of: trial.key(), for: owner, gives: [.recorded], "after a claimed event was recorded")
                }
            }
        },
    ]

    static let contention: [LedgerCheck] = [
        LedgerCheck("of many who claim at once, one gets the event") { trial in
            let ledgers = try await trial.processes(4)
            for round in 0..<50 {
                let key = trial.key(round)
                let granted = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for owner in 0..<8 {
                        group.addTask {
                            try await trial.claim(ledgers[owner % ledgers.count], key, for: "\(owner)")
                        }
                    }
                    return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                guard granted != 1 else { continue }
                throw trial.fail(
                    expected: "one of 8 owners who claim at once to be granted", found: "\(granted) granted",
                    granted == 0 ? .heldBack : .handledTwice)
            }
        }
    ]
}
