// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension LedgerCheck {
    static let marks: [LedgerCheck] = [
        LedgerCheck("a mark that was set is answered, others are not") { trial in
            try await trial.process { ledger in
                try await ledger.record(LedgerEntry(marks: [trial.mark("a"): "1", trial.mark("ab"): "2"]))
                try await trial.expectMarks(
                    ledger, [trial.mark("a"), trial.mark("none")], are: [trial.mark("a"): "1"],
                    "of which one is set and one is not")
            }
        },
        LedgerCheck("the last text of a mark counts") { trial in
            try await trial.process { ledger in
                for text in ["1", "2", "1", "3"] {
                    try await ledger.record(LedgerEntry(marks: [trial.mark("a"): text]))
                }
                try await trial.expectMarks(
                    ledger, [trial.mark("a")], are: [trial.mark("a"): "3"], "after it was set to 1, 2, 1 and 3")
            }
        },
        LedgerCheck("an entry sets its marks and records its keys") { trial in
            try await trial.process { ledger in
                try await ledger.record(LedgerEntry(keys: [trial.key()], marks: [trial.mark("a"): "1"]))
                try await trial.expectUnrecorded(ledger, of: [trial.key()], are: [], "after keys came with a mark")
                try await trial.expectMarks(
                    ledger, [trial.mark("a")], are: [trial.mark("a"): "1"], "after a mark came with keys")
            }
        },
        LedgerCheck("a mark keeps its text as it is") { trial in
            let texts = ["", " ", "two\nlines", "it's \"quoted\" \\ %", "caf\u{E9} cafe\u{301}", "[1,null]", "007"]
            try await trial.process { ledger in
                for (index, text) in texts.enumerated() {
                    try await ledger.record(LedgerEntry(marks: [trial.mark("text/\(index)"): text]))
                    try await trial.expectMarks(
                        ledger, [trial.mark("text/\(index)")], are: [trial.mark("text/\(index)"): text],
                        "after it was set")
                }
            }
        },
    ]
}
