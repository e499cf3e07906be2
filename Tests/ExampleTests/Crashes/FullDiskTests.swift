// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation
import Testing

/// No room for the ledger.
@Suite(.aside, .enabled("a small file system can be mounted here") { await SmallDisk.isPossible() })
struct FullDiskTests {
    /// What a page of the file system holds: a file that does not end with one has room on a full disk.
    private static let page = 4096

    @Test(arguments: ["new", "old"])
    func `started on a full disk it asks for nothing and says what to do`(ledger: String) async throws {
        try await Gate.pairs.pass {
            try await SmallDisk.mounted { disk in
                let path = disk.folder.appending(path: "ledger")
                try await PendingAccount.serving(2) { account, baseURL in
                    if ledger == "old" { try await fillPage(of: path, with: account.keys.prefix(1)) }
                    let before = try? Data(contentsOf: path)
                    disk.fill()
                    for _ in 1...2 {
                        let refused = try await Life.ofApprovals(at: baseURL, ledger: path)
                        #expect(refused.exit == .code(73))
                        #expect(refused.errors.contains("the disk is full; make room and start again"))
                        #expect(refused.keys.isEmpty && account.requests == 0)
                        #expect(try Data(contentsOf: path) == before ?? Data())
                    }
                    disk.makeRoom()
                    let unknown = account.keys.suffix(ledger == "old" ? 1 : 2)
                    let served = try await Life.inPeace(at: baseURL, ledger: path, printing: unknown.count)
                    #expect(served.exit == .code(0))
                    #expect(served.keys == Array(unknown))
                }
            }
        }
    }

    @Test func `a disk that runs full ends it at once, and nothing is lost when there is room again`() async throws {
        try await Gate.pairs.pass {
            try await SmallDisk.mounted { disk in
                let path = disk.folder.appending(path: "ledger")
                try await PendingAccount.serving(2) { account, baseURL in
                    let ended = try await Life.ofApprovals(at: baseURL, ledger: path) { process in
                        _ = await process.output.wait { $0.count >= 2 }
                        await process.pollsAgain()
                        disk.fill()
                        // More than fits into the rest of a page.
                        account.add(400)
                    }
                    #expect(ended.exit == .code(73))
                    #expect(ended.errors.contains("the disk is full; make room and start again"), "\(ended.errors)")
                    #expect(account.listsOfAll == 1, "it went on polling")
                    #expect(ended.keys == Array(account.keys.prefix(ended.keys.count)))
                    #expect(ended.keys.count < 400)

                    disk.makeRoom()
                    let rest = account.keys.count - ended.keys.count
                    let next = try await Life.inPeace(at: baseURL, ledger: path, printing: rest)
                    #expect(next.exit == .code(0))
                    let repeats = next.keys.count - rest
                    #expect((0...History.mostRepeats).contains(repeats), "\(repeats)")
                    #expect(next.keys == Array(account.keys.suffix(next.keys.count)), "lost")
                }
            }
        }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `interrupted when it cannot record what it printed it says so`(signal: Int32) async throws {
        try await Gate.pairs.pass {
            try await SmallDisk.mounted { disk in
                let path = disk.folder.appending(path: "ledger")
                try await PendingAccount.serving(2) { account, baseURL in
                    let words = ["--base-url", baseURL, "--approvals", "--for", "1h"]
                    let ended = try await Life.of(words, ledger: path) { process in
                        _ = await process.output.wait { $0.count >= 2 }
                        await process.pollsAgain()
                        try endWithPage(path)
                        disk.fill()
                        // Too few to be recorded before the last of them.
                        account.add(50)
                        // The fourth is printed once the third is acknowledged.
                        await process.sendOnceItPrinted(4, signal)
                    }
                    #expect(ended.exit == .code(73))
                    #expect(ended.errors.contains("the disk is full; make room and start again"), "\(ended.errors)")
                    disk.makeRoom()
                    let next = try await Life.inPeace(at: baseURL, ledger: path, printing: 50)
                    #expect(next.keys == Array(account.keys.suffix(50)))
                }
            }
        }
    }

    /// Appends what the next start takes for the end of a torn record.
    private func endWithPage(_ path: URL) throws {
        let handle = try FileHandle(forWritingTo: path)
        let length = try handle.seekToEnd()
        try handle.write(contentsOf: Data(count: Self.page - Int(length) % Self.page))
        try handle.close()
    }

    /// A ledger that remembers these events and ends with a page.
    private func fillPage(of path: URL, with keys: ArraySlice<String>) async throws {
        let known = LedgerEntry(keys: keys.compactMap { EventKey($0) })
        try await FileLedger(at: path.path).record(known)
        let name = "padding"
        // Opening writes a record of 22 bytes, and so is the head of one; a mark has 7 more than its texts.
        let used = try Data(contentsOf: path).count + 22 + 22 + 7 + name.count
        let padding = String(repeating: "-", count: Self.page - used)
        try await FileLedger(at: path.path).record(LedgerEntry(marks: [name: padding]))
        try #require(try Data(contentsOf: path).count == Self.page)
    }
}
