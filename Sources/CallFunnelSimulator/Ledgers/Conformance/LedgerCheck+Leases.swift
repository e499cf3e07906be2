// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension LedgerCheck {
    private static func isTimed(_ subject: LedgerConformance) -> Bool {
        subject.lease != nil && subject.advance != nil
    }

    static let leases: [LedgerCheck] = [
        LedgerCheck("a claim holds for its lease", if: isTimed) { trial in
            try await trial.process { ledger in
                guard try await trial.claim(ledger, trial.key(), for: "a"),
                    try await ledger.claim(trial.key(), for: trial.owner("b")) == .leased
                else { return }
                try await trial.wait(trial.subject.lease, times: 0.75)
                try await trial.expectClaim(
                    ledger, of: trial.key(), for: "b", gives: [.leased], "after three quarters of the lease")
            }
        },
        LedgerCheck("after its lease a claim is free", if: isTimed) { trial in
            try await trial.process { ledger in
                guard try await trial.claim(ledger, trial.key(), for: "a") else { return }
                // More than once, so that one who asks meanwhile cannot make it last.
                try await trial.wait(trial.subject.lease, times: 0.5)
                _ = try await ledger.claim(trial.key(), for: trial.owner("b"))
                try await trial.wait(trial.subject.lease, times: 0.75)
                try await trial.expectClaim(
                    ledger, of: trial.key(), for: "b", gives: [.granted],
                    "once the lease of an owner that crashed has run out")
            }
        },
        LedgerCheck("claiming again begins the lease anew", if: isTimed) { trial in
            try await trial.process { ledger in
                guard try await trial.claim(ledger, trial.key(), for: "a") else { return }
                try await trial.wait(trial.subject.lease, times: 0.75)
                guard try await trial.claim(ledger, trial.key(), for: "a"),
                    try await ledger.claim(trial.key(), for: trial.owner("b")) == .leased
                else { return }
                try await trial.wait(trial.subject.lease, times: 0.5)
                try await trial.expectClaim(
                    ledger, of: trial.key(), for: "b", gives: [.leased],
                    "half a lease after its owner claimed it again")
            }
        },
        LedgerCheck("after a takeover the first owner is kept out", if: isTimed) { trial in
            try await trial.process { ledger in
                guard try await trial.claim(ledger, trial.key(), for: "a") else { return }
                try await trial.wait(trial.subject.lease, times: 1.25)
                guard try await trial.claim(ledger, trial.key(), for: "b") else { return }
                try await trial.expectClaim(
                    ledger, of: trial.key(), for: "a", gives: [.leased], "while the one who took it over has it")
                try await ledger.release([trial.key()], for: trial.owner("a"))
                try await trial.expectClaim(
                    ledger, of: trial.key(), for: "a", gives: [.leased],
                    "after the first owner released what is no longer its own")
            }
        },
    ]
}
