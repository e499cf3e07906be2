// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import CallFunnel

/// The file ledger on real files.
@Suite struct FileStorageTests {
    /// A folder of its own for each test.
    private func withFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "callfunnel-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }

    private func code(_ body: () async throws -> Void) async -> CallFunnelError.Code? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? CallFunnelError)?.code
        }
    }

    private let keys = (0..<10).map { EventKey(.callCompleted, "call_\($0)") }

    @Test func `a missing file is a fresh start, and is there the next time`() async throws {
        try await withFolder { folder in
            let path = folder.appending(path: "events.ledger").path
            do {
                let ledger = try await FileLedger(at: path)
                #expect(try await ledger.unrecorded(of: keys) == keys)
                try await ledger.record(LedgerEntry(keys: Array(keys.prefix(4)), marks: ["a": "1"]))
            }
            let again = try await FileLedger(at: path)
            #expect(try await again.unrecorded(of: keys) == Array(keys.dropFirst(4)))
            #expect(try await again.marks(["a"]) == ["a": "1"])
        }
    }

    @Test func `only its owner can read it`() async throws {
        try await withFolder { folder in
            let ledger = try await FileLedger(at: folder.appending(path: "l").path)
            try await ledger.record(LedgerEntry(keys: keys))
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                let attributes = try FileManager.default.attributesOfItem(atPath: folder.appending(path: name).path)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["l", "l.lock"])
        }
    }

    @Test func `a second owner is refused by the first one's process, until that is gone`() async throws {
        try await withFolder { folder in
            let path = folder.appending(path: "l").path
            var first: FileLedger? = try await FileLedger(at: path)
            try await first?.record(LedgerEntry(keys: keys))
            do throws(CallFunnelError) {
                _ = try await FileLedger(at: path)
                Issue.record("two owners")
            } catch {
                #expect(error.code == .ledgerLocked)
                #expect(error.message.contains("process \(ProcessInfo.processInfo.processIdentifier);"))
            }
            first = nil
            let second = try await FileLedger(at: path)
            #expect(try await second.unrecorded(of: keys).isEmpty)
        }
    }

    @Test func `a folder that is missing, and a path that is a folder, are told as such`() async throws {
        try await withFolder { folder in
            #expect(
                await code { _ = try await FileLedger(at: folder.appending(path: "no/l").path) } == .ledgerUnwritable)
            try FileManager.default.createDirectory(
                at: folder.appending(path: "sub"), withIntermediateDirectories: false)
            #expect(
                await code { _ = try await FileLedger(at: folder.appending(path: "sub").path) } == .ledgerUnwritable)
        }
    }

    @Test func `a file that is no ledger is refused and left as it is`() async throws {
        try await withFolder { folder in
            let file = folder.appending(path: "notes.txt")
            let content = Data("not a ledger at all, but somebody's notes".utf8)
            try content.write(to: file)
            #expect(await code { _ = try await FileLedger(at: file.path) } == .ledgerForeign)
            #expect(try Data(contentsOf: file) == content)
        }
    }

    @Test func `compaction keeps the lock, the mode, and a link that leads to the file`() async throws {
        try await withFolder { folder in
            let (file, link) = (folder.appending(path: "real"), folder.appending(path: "link"))
            try Data().write(to: file)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
            let ledger = try await FileLedger(at: link.path)
            let many = (0..<5000).map { EventKey(.callCompleted, "\($0)") }
            for _ in 0..<30 { try await ledger.record(LedgerEntry(keys: many)) }
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
            #expect((attributes[.size] as? Int ?? .max) < 2 << 20)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == file.path)
            #expect(await code { _ = try await FileLedger(at: file.path) } == .ledgerLocked)
            #expect(try await ledger.unrecorded(of: many).isEmpty)
            try await ledger.record(LedgerEntry(keys: keys))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
                    "link", "real", "real.lock",
                ])
        }
    }
}
