// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

@Suite struct FolderDeadLettersTests {
    private static let start = Timestamp(microsecondsSinceEpoch: 1_780_299_045_000_000)
    private static let hour: Duration = .seconds(3600)

    private func folder(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "letters-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    private func letter(_ name: String, body: [UInt8] = [0x7B, 0xFF, 0x00]) throws -> DeadLetter {
        let url = try #require(URL(string: "https://example.com/webhooks?a=%2B1"))
        var request = HTTPRequest(method: "POST", url: url, headers: ["X-CF-Event-Id": "evt_1"], body: body)
        request.headers.add("x-cf-event-id", "again")
        return DeadLetter(name: name, firstFailure: Self.start, keptAt: Self.start, request: request)
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `a letter comes back as it was, after a restart as well`() async throws {
        try await folder { path in
            let letters = [try letter("b1"), try letter("a2", body: [])]
            let store = try FolderDeadLetters(at: path)
            for letter in letters { try await store.keep(letter) }
            let reopened = try FolderDeadLetters(at: path)
            #expect(try await reopened.names() == ["a2", "b1"])
            #expect(try await reopened.letter(named: "b1") == letters[0])
            #expect(try await reopened.letter(named: "a2") == letters[1])
            try await reopened.remove(named: "b1")
            try await reopened.remove(named: "b1")
            #expect(try await store.letter(named: "b1") == nil)
            #expect(try await store.names() == ["a2"])
            #expect(try JSONDecoder().decode(DeadLetter.self, from: JSONEncoder().encode(letters[0])) == letters[0])
        }
    }

    @Test func `only its owner can read it`() async throws {
        try await folder { path in
            let store = try FolderDeadLetters(at: path)
            try await store.keep(letter("a"))
            _ = try await store.firstFailure(of: "b", at: Self.start)
            #expect(try mode(path) == 0o700)
            for file in try FileManager.default.contentsOfDirectory(atPath: path) {
                #expect(try mode("\(path)/\(file)") == 0o600, "\(file)")
            }
        }
    }

    @Test func `the first failure is the first one, until it is a week old`() async throws {
        try await folder { path in
            let store = try FolderDeadLetters(at: path)
            #expect(try await store.firstFailure(of: "a", at: Self.start) == Self.start)
            let later = Self.start.advanced(by: Self.hour * 37)
            #expect(try await FolderDeadLetters(at: path).firstFailure(of: "a", at: later) == Self.start)
            try await store.keep(letter("a"))
            #expect(try await store.firstFailure(of: "a", at: later) == Self.start)
            let muchLater = later.advanced(by: Self.hour * 168)
            #expect(try await store.firstFailure(of: "a", at: muchLater) == muchLater)
        }
    }

    @Test func `notes of failures do not pile up`() async throws {
        try await folder { path in
            let store = try FolderDeadLetters(at: path)
            for day in 0..<30 {
                for number in 0..<5 {
                    let time = Self.start.advanced(by: Self.hour * (24 * day))
                    _ = try await store.firstFailure(of: "n\(day * 5 + number)", at: time)
                }
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: path)
            #expect(files.count <= 40, "\(files.count)")
        }
    }

    @Test(arguments: ["", "../a", "a/b", "a b", "\u{0}", ".", "é", String(repeating: "a", count: 65)])
    func `a name that leads elsewhere is none`(name: String) async throws {
        try await folder { path in
            let store = try FolderDeadLetters(at: path)
            await #expect(throws: CallFunnelError.self) { try await store.letter(named: name) }
            await #expect(throws: CallFunnelError.self) { try await store.firstFailure(of: name, at: Self.start) }
        }
    }

    @Test func `a file that is no letter costs the others nothing`() async throws {
        let reception = try Reception()
        try await folder { path in
            let store = try FolderDeadLetters(at: path)
            try await store.keep(
                DeadLetter(name: "b", firstFailure: Self.start, keptAt: Self.start, request: reception.call()))
            try Data("{".utf8).write(to: URL(filePath: "\(path)/letter-a.json"))
            try Data("{}".utf8).write(to: URL(filePath: "\(path)/letter-c.json"))
            let receiver = try WebhookReceiver(
                secrets: [reception.secret], deadLetters: store, observe: { reception.observations.add($0) })
            let report = try await receiver.handleDeadLetters(reception.note)
            #expect(report.handled == 1 && report.kept == 2)
            #expect(reception.handled.all == ["call.completed/call_1"])
            #expect(try await store.names() == ["a", "c"])
        }
    }

    @Test func `a folder that cannot be had is said so`() async throws {
        #expect(throws: CallFunnelError.self) { try FolderDeadLetters(at: "/nowhere/letters") }
        #expect(throws: CallFunnelError.self) { try FolderDeadLetters(at: "/dev/null") }
        let reception = try Reception()
        let receiver = try reception.receiver()
        let error = await #expect(throws: CallFunnelError.self) { try await receiver.handleDeadLetters { _ in } }
        #expect(error?.code == .invalidConfiguration)
    }

    @Test func `nothing of a letter shows`() throws {
        try PrivacyTests.expectPrivate(letter("a", body: Array("Hello SECRET +14155550100".utf8)))
    }
}
