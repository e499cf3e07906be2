// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Two watchers with one ledger.
@Suite(.aside) struct LedgerInUseTests {
    @Test func `a second watcher is refused before it asks for anything, and told by whom`() async throws {
        try await Gate.pairs.pass {
            try await withTemporaryFolder { folder in
                let ledger = folder.appending(path: "ledger")
                let link = folder.appending(path: "link")
                try await PendingAccount.serving(3) { account, baseURL in
                    let first = try await Life.ofApprovals(at: baseURL, ledger: ledger) { first in
                        _ = await first.output.wait { $0.count == 3 }
                        await first.pollsAgain()
                        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: ledger)
                        for path in [ledger, folder.appending(path: "../\(folder.lastPathComponent)/ledger"), link] {
                            try await refused(with: path, by: first)
                        }
                        first.kill()
                    }
                    #expect(first.exit == .signal(SIGKILL))
                    // What its death leaves behind is in nobody's way, and knows what was printed.
                    account.add(1)
                    let heir = try await Life.inPeace(at: baseURL, ledger: link, printing: 1)
                    #expect(heir.exit == .code(0))
                    #expect(heir.keys == account.keys.suffix(1))
                }
            }
        }
    }

    private func refused(with ledger: URL, by first: RunningProcess) async throws {
        try await PendingAccount.serving(1) { other, baseURL in
            let second = try await Life.ofApprovals(at: baseURL, ledger: ledger)
            try #require(second.exit == .code(73), "\(second.errors)")
            #expect(second.errors.contains("in use by process \(first.id);"), "\(second.errors)")
            #expect(second.keys.isEmpty && other.requests == 0)
        }
    }
}
