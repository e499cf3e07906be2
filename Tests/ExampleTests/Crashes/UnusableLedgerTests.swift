// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation
import Testing

/// What stands where the ledger should be.
@Suite(.aside) struct UnusableLedgerTests {
    enum Obstacle: String, CaseIterable, Sendable {
        case damaged, foreign, newer, folderMissing, folder, fileAsFolder

        var words: String {
            switch self {
            case .damaged: "the ledger is damaged at byte "
            case .foreign: "the file is not a ledger, and was not touched; give another path"
            case .newer: "the ledger has version 2, and this package knows 1; update it"
            case .folderMissing: "(No such file or directory); its folder must exist"
            case .folder: "is a folder; give the path of a file in it"
            case .fileAsFolder: "(Not a directory); its folder must exist"
            }
        }

        /// Puts it in the way and answers the path to give.
        func place(in folder: URL) async throws -> URL {
            let path = folder.appending(path: "ledger")
            switch self {
            case .damaged:
                for number in 1...3 {
                    try await FileLedger(at: path.path).record(LedgerEntry(keys: [EventKey(.runStarted, "\(number)")]))
                }
                var bytes = try Data(contentsOf: path)
                bytes[bytes.count / 2] ^= 0x10
                try bytes.write(to: path)
            case .foreign: try Data("name,phone\nAda,+12025550143\n".utf8).write(to: path)
            // A header as a later version would write it: its number and a checksum that is right.
            case .newer: try Data("CallFunnel ledger\n".utf8 + [2, 0, 0, 0, 167, 175, 132, 15]).write(to: path)
            case .folderMissing: return folder.appending(path: "missing/ledger")
            case .folder: try FileManager.default.createDirectory(at: path, withIntermediateDirectories: false)
            case .fileAsFolder:
                try Data("a file".utf8).write(to: path)
                return path.appending(path: "ledger")
            }
            return path
        }
    }

    @Test(arguments: Obstacle.allCases)
    func `without a ledger that loads nothing is asked for and nothing is printed`(obstacle: Obstacle) async throws {
        try await Gate.short.pass {
            try await withTemporaryFolder { folder in
                try await PendingAccount.serving(1) { account, baseURL in
                    let path = try await obstacle.place(in: folder)
                    let before = try? Data(contentsOf: path)
                    let refused = try await Life.ofApprovals(at: baseURL, ledger: path)
                    #expect(refused.exit == .code(73))
                    #expect(refused.errors.contains("watch-events: ledger-"), "\(refused.errors)")
                    #expect(refused.errors.contains(obstacle.words), "\(refused.errors)")
                    #expect(!refused.errors.contains("usage:") && !refused.errors.contains("watching "))
                    #expect(refused.keys.isEmpty && account.requests == 0)
                    #expect((try? Data(contentsOf: path)) == before, "it was touched")
                    if obstacle == .folderMissing {
                        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
                    }
                }
            }
        }
    }
}
