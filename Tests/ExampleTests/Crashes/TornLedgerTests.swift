// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The end of the file is missing, as after a power cut.
@Suite(.aside) struct TornLedgerTests {
    @Test(arguments: [1, 3, 20])
    func `what a torn record said is printed again, and nothing else`(bytes: UInt64) async throws {
        try await Gate.pairs.pass {
            try await withTemporaryFolder { folder in
                let ledger = folder.appending(path: "ledger")
                try await PendingAccount.serving(3) { account, baseURL in
                    let first = try await Life.inPeace(at: baseURL, ledger: ledger, printing: 3)
                    #expect(first.keys == account.keys)
                    account.add(2)
                    let second = try await Life.inPeace(at: baseURL, ledger: ledger, printing: 2)
                    #expect(second.keys == account.keys.suffix(2))

                    try tear(bytes, off: ledger)
                    let third = try await Life.inPeace(at: baseURL, ledger: ledger, printing: 1)
                    #expect(third.keys == account.keys.suffix(1))
                    let remark = "watch-events: the last write before a crash was cut off the ledger ("
                    #expect(third.errors.contains(remark), "\(third.errors)")
                    #expect(third.exit == .code(0))

                    let fourth = try await Life.inPeace(at: baseURL, ledger: ledger, printing: 0)
                    #expect(fourth.keys.isEmpty && !fourth.errors.contains(remark), "\(fourth.errors)")
                }
            }
        }
    }

    @Test(arguments: [0, 1, 25])
    func `a ledger torn before its first record is a fresh start`(length: UInt64) async throws {
        try await Gate.pairs.pass {
            try await withTemporaryFolder { folder in
                let ledger = folder.appending(path: "ledger")
                try await PendingAccount.serving(2) { account, baseURL in
                    _ = try await Life.inPeace(at: baseURL, ledger: ledger, printing: 2)
                    try truncate(ledger, to: length)
                    let again = try await Life.inPeace(at: baseURL, ledger: ledger, printing: 2)
                    #expect(again.keys == account.keys)
                    #expect(again.errors.contains("was cut off the ledger (\(length) bytes)") == (length > 0))
                    #expect(try await Life.inPeace(at: baseURL, ledger: ledger, printing: 0).keys.isEmpty)
                }
            }
        }
    }

    private func tear(_ bytes: UInt64, off ledger: URL) throws {
        try truncate(ledger, to: UInt64(Data(contentsOf: ledger).count) - bytes)
    }

    private func truncate(_ ledger: URL, to length: UInt64) throws {
        let handle = try FileHandle(forUpdating: ledger)
        try handle.truncate(atOffset: length)
        try handle.close()
    }
}
