// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

/// Ended while it has many events in hand, all found by one poll.
@Suite(.aside) struct EndedAmongManyTests {
    @Test func `killed among many events it repeats at most the one in hand`() async throws {
        let repeats = try await repeats(of: 600, endedBy: [SIGKILL])
        #expect(repeats.allSatisfy { $0 <= History.mostRepeats }, "\(repeats)")
    }

    @Test func `interrupted among many events it repeats at most the one in hand`() async throws {
        let repeats = try await repeats(of: 600, endedBy: [SIGINT, SIGTERM])
        #expect(repeats.allSatisfy { $0 <= 1 }, "\(repeats)")
    }

    /// Ends one after the other after a random number of events until all are printed. Every life must go on where the
    /// last one ended, or at most a few events before.
    private func repeats(of approvals: Int, endedBy signals: [Int32]) async throws -> [Int] {
        try await Gate.pairs.pass {
            try await withTemporaryFolder { folder in
                try await PendingAccount.serving(approvals) { account, baseURL in
                    let ledger = folder.appending(path: "ledger")
                    var chance = SeededGenerator(seed: 3)
                    var printed = 0
                    var repeats: [Int] = []
                    while printed < approvals {
                        let signal = signals[repeats.count % signals.count]
                        let count = min(Int.random(in: 1...200, using: &chance), approvals - printed)
                        let life = try await Life.ofApprovals(at: baseURL, ledger: ledger) { process in
                            await process.sendOnceItPrinted(count, signal)
                        }
                        try #require(life.exit == (signal == SIGKILL ? .signal(SIGKILL) : .code(0)), "\(life.errors)")
                        let first = try #require(life.keys.first.flatMap { account.keys.firstIndex(of: $0) })
                        try #require(life.keys == Array(account.keys[first...].prefix(life.keys.count)), "order")
                        try #require(first <= printed, "\(printed - first) are missing")
                        repeats.append(printed - first)
                        printed = max(printed, first + life.keys.count)
                    }
                    let last = try await Life.inPeace(at: baseURL, ledger: ledger, printing: 0)
                    #expect(last.exit == .code(0))
                    #expect(last.keys == account.keys.suffix(last.keys.count))
                    return repeats + [last.keys.count]
                }
            }
        }
    }
}
