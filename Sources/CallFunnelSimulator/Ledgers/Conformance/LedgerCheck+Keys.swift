// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension LedgerCheck {
    static let keys: [LedgerCheck] = [
        LedgerCheck("keys of any characters are kept") { trial in
            let names = [
                "a/b//c", "it's", "\"quoted\"", "100%_?*", "back\\slash", "two\nlines", "tab\t", "{1,2}", "$1", ":name",
                "'; DROP TABLE", "🇩🇪👩‍👩‍👧", "\u{202E}right", String(repeating: "long", count: 250),
            ]
            let keys = names.map { trial.key($0) }
            for key in keys {
                try await trial.process { ledger in
                    try await trial.expectUnrecorded(ledger, of: [key], are: [key], "before it was recorded")
                    guard try await trial.claim(ledger, key, for: "a") else { return }
                    try await ledger.record(LedgerEntry(keys: [key]))
                    try await trial.expectUnrecorded(ledger, of: [key], are: [], "after it was recorded")
                }
            }
        },
        LedgerCheck("keys that only look alike are two") { trial in
            let long = String(repeating: "x", count: 1000)
            let pairs = [
                ["caf\u{E9}", "cafe\u{301}"], ["\u{AC00}", "\u{1100}\u{1161}"], ["call", "CALL"], ["1", "01"],
                ["end", "end "], ["nbsp\u{A0}", "nbsp "], [long + "1", long + "2"],
            ]
            try await trial.process { ledger in
                for pair in pairs {
                    try await ledger.record(LedgerEntry(keys: [trial.key(pair[0])]))
                    try await trial.expectUnrecorded(
                        ledger, of: pair.map { trial.key($0) }, are: [trial.key(pair[1])],
                        "after only the other one was recorded")
                }
                try await ledger.record(LedgerEntry(keys: [trial.key("id", .runStarted)]))
                try await trial.expectUnrecorded(
                    ledger, of: [trial.key("id", .runEnded)], are: [trial.key("id", .runEnded)],
                    "after one of another type was recorded")
            }
        },
    ]
}
