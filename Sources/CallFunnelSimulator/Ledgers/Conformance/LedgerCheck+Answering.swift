// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension LedgerCheck {
    static let answering: [LedgerCheck] = [
        LedgerCheck("an event that was never recorded is unrecorded") { trial in
            let keys = [trial.key("a"), trial.key("a", .callFailed), trial.key("a", "call.teleported")]
            try await trial.process { ledger in
                try await trial.expectUnrecorded(ledger, of: keys, are: keys, "before anything was recorded")
            }
        },
        LedgerCheck("a recorded event is not unrecorded") { trial in
            try await trial.process { ledger in
                _ = try await ledger.unrecorded(of: [trial.key()])
                try await ledger.record(LedgerEntry(keys: [trial.key()]))
                try await trial.expectUnrecorded(ledger, of: [trial.key()], are: [], "after it was recorded")
            }
        },
        LedgerCheck("the answer keeps the order of the question") { trial in
            let names = ["d", "a", "c", "e", "b"]
            try await trial.process { ledger in
                try await ledger.record(LedgerEntry(keys: [trial.key("c")]))
                try await trial.expectUnrecorded(
                    ledger, of: names.map { trial.key($0) }, are: names.filter { $0 != "c" }.map { trial.key($0) },
                    "in the order they were asked in")
            }
        },
        LedgerCheck("a key given twice does no harm") { trial in
            let (old, new) = (trial.key("old"), trial.key("new"))
            try await trial.process { ledger in
                try await ledger.record(LedgerEntry(keys: [old, old]))
                let found = try await ledger.unrecorded(of: [new, old, new, old])
                // Once or as often as asked: whoever asks twice can bear both.
                guard found != [new], found != [new, new] else { return }
                throw trial.fail(
                    expected: "\(new) alone to be unrecorded when both are asked twice", found: "\(found)",
                    found.contains(new) ? .handledTwice : .eventLost)
            }
        },
        LedgerCheck("nothing asked is nothing answered") { trial in
            try await trial.process { ledger in
                try await trial.expectUnrecorded(ledger, of: [], are: [], "when nothing is asked")
                try await trial.expectMarks(ledger, [], are: [:], "when none is asked for")
                try await ledger.record(LedgerEntry())
                try await ledger.release([], for: trial.owner("a"))
            }
        },
        LedgerCheck("a question of 100,000 keys is answered") { trial in
            let keys = trial.keys(100_000)
            try await trial.process { ledger in
                try await ledger.record(LedgerEntry(keys: [keys[0], keys[99_999]]))
                try await trial.expectUnrecorded(
                    ledger, of: keys, are: Array(keys[1..<99_999]), "of 100,000 with the first and last recorded")
            }
        },
    ]
}
