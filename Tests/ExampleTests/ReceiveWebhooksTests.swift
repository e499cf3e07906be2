// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

/// `receive-webhooks` as a process, over a socket.
@Suite(.aside) struct ReceiveWebhooksTests {
    @Test func `what is pushed is printed once as a JSON line, and answered`() async throws {
        try await Gate.pairs.pass {
            try await ReceiverProcess.running { receiver in
                expectStatus(try await receiver.push("call_1"), 200)
                expectStatus(try await receiver.push("call_1"), 200)
                expectStatus(try await receiver.push("call_2"), 200)
                expectStatus(try await receiver.push("call_3", secret: "another"), 503)
                #expect(await receiver.keys(2) == ["call.completed/call_1", "call.completed/call_2"])
                for line in receiver.process.output.lines { _ = try PrintedEvent(line: line, source: "push") }
                #expect(!receiver.process.errors.text.contains(ReceiverProcess.secret))
            }
        }
    }

    @Test func `a handler that fails at first is told to be pushed to again, and the tolerance can be set`()
        async throws
    {
        try await Gate.pairs.pass {
            try await ReceiverProcess.running(["--fail-first", "2", "--tolerance", "1000"]) { receiver in
                var statuses: [Int] = []
                for _ in 1...4 { statuses.append(try await receiver.push("call_1")) }
                #expect(statuses == [503, 503, 200, 200])
                let now = Timestamp(.now)
                expectStatus(try await receiver.push("call_2", signedAt: now.advanced(by: .seconds(-900))), 200)
                expectStatus(try await receiver.push("call_3", signedAt: now.advanced(by: .seconds(-1100))), 503)
                #expect(await receiver.keys(2) == ["call.completed/call_1", "call.completed/call_2"])
            }
        }
    }

    @Test func `a ledger remembers over a restart, and any secret will do`() async throws {
        try await withTemporaryFolder { folder in
            let arguments = ["--ledger", folder.appending(path: "events").path, "--format", "text"]
            try await Gate.pairs.pass {
                try await ReceiverProcess.running(arguments) { expectStatus(try await $0.push("call_1"), 200) }
                try await ReceiverProcess.running(arguments, secrets: ["new\n", ReceiverProcess.secret]) { receiver in
                    expectStatus(try await receiver.push("call_1"), 200)
                    expectStatus(try await receiver.push("call_2", secret: "new"), 200)
                    _ = await receiver.keys(1)
                    #expect(receiver.process.output.lines.count == 1)
                    #expect(receiver.process.output.text.contains("call_2"))
                    #expect(await receiver.hasSaid("secret 1 ends with a line break"))
                    #expect(await receiver.hasSaid("signed with secret 2"))
                }
            }
        }
    }

    @Test func `what fails for a day and a half is kept, and printed by the next run`() async throws {
        try await withTemporaryFolder { folder in
            let letters = folder.appending(path: "letters").path
            try await Gate.pairs.pass {
                try await ReceiverProcess.running(["--dead-letters", letters, "--fail-first", "2"]) { receiver in
                    expectStatus(try await receiver.push("call_1"), 503)
                    let notes = try FileManager.default.contentsOfDirectory(atPath: letters)
                    let note = try #require(notes.first { $0.hasPrefix("failing-") })
                    let old = Timestamp(.now).advanced(by: .seconds(-37 * 3600)).microsecondsSinceEpoch
                    try Data("\(old)".utf8).write(to: URL(filePath: "\(letters)/\(note)"))
                    expectStatus(try await receiver.push("call_1"), 200)
                    #expect(await receiver.keys(0) == [])
                }
                try await ReceiverProcess.running(["--dead-letters", letters]) { receiver in
                    #expect(await receiver.hasSaid("1 dead letters handled, 0 kept"))
                    #expect(await receiver.keys(1) == ["call.completed/call_1"])
                    let files = try FileManager.default.contentsOfDirectory(atPath: letters)
                    #expect(files.isEmpty, "\(files)")
                }
            }
        }
    }

    @Test func `a signal finishes what is in flight, sends the rest away and ends it with 0`() async throws {
        try await Gate.pairs.pass {
            try await ReceiverProcess.running(["--delay", "5s"]) { receiver in
                async let first = receiver.push("call_1")
                // Joins the first, so that is in flight for certain.
                async let second = receiver.push("call_1")
                _ = await receiver.hasSaid("is being handled")
                receiver.process.send(SIGTERM)
                _ = await receiver.hasSaid("finishing what is in flight")
                expectStatus(try await receiver.push("call_2"), 503)
                #expect(try await first == 200)
                #expect(try await second == 200)
                #expect(await receiver.process.wholeExit == .code(0))
                #expect(await receiver.keys(1) == ["call.completed/call_1"])
            }
        }
    }

    @Test func `a body over a mebibyte is refused before it has come`() async throws {
        try await Gate.pairs.pass {
            try await ReceiverProcess.running { receiver in
                let port = try #require(receiver.url.port.flatMap { UInt16(exactly: $0) })
                let client = try await Socket.connected(to: port)
                try await client.send(
                    Array("POST /webhooks HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n{".utf8))
                let answer = try await client.receive()
                #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 413 "))
            }
        }
    }

    @Test func `without a port it receives a campaign and ends`() async throws {
        try await Gate.pairs.pass {
            let run = try await Executable.receiveWebhooks.run(["--format", "json", "--fail-first", "3"])
            #expect(run.exit == .code(0))
            let events = try run.output.split(separator: "\n").map {
                try PrintedEvent(line: String($0), source: "push")
            }
            #expect(Set(events.map(\.type)) == EventType.all)
            #expect(Set(events.map(\.key)).count == events.count)
        }
    }

    @Test(arguments: [
        (["--port", "0"], "--port needs a --secret"), (["--port", "x"], "--port takes "),
        (["--secret", ""], "--secret: the webhook secret is empty"), (["--secret"], "--secret needs a value"),
        (["--tolerance", "0"], "--tolerance takes "), (["--tolerance", "-5"], "--tolerance takes "),
        (["--format", "xml"], "--format takes text or json"),
        (["--fail-first", "-1"], "--fail-first takes "),
        (["--delay", "soon"], "--delay takes "), (["--ledger", ""], "--ledger takes a file"),
        (["--webhook"], "word 1 is an unknown option"),
    ])
    func `what cannot be understood is named, with the usage`(words: [String], complaint: String) async throws {
        let refused = try await Gate.short.pass { try await Executable.receiveWebhooks.run(words) }
        #expect(refused.exit == .code(64) && refused.output.isEmpty)
        #expect(refused.errors.hasPrefix("receive-webhooks: \(complaint)"), "\(refused.errors)")
        #expect(refused.errors.contains("\nusage: receive-webhooks [--port N]"))
    }

    @Test func `what is in the way of a start is told, with a code of its own`() async throws {
        try await withTemporaryFolder { folder in
            let port = try LoopbackServer()
            let cases: [(words: [String], code: Int32)] = [
                (["--port", "\(port.port)"], 69), (["--port", "0", "--ledger", folder.path], 73),
                (["--port", "0", "--dead-letters", "/dev/null"], 73),
            ]
            for (words, code) in cases {
                let refused = try await Gate.short.pass {
                    try await Executable.receiveWebhooks.run(words + ["--secret", "s"])
                }
                #expect(refused.exit == .code(code), "\(words): \(refused.errors)")
            }
        }
    }
}

/// Outside of `#expect`, so that a closure that throws nowhere else is known to throw.
private func expectStatus(_ status: Int, _ expected: Int, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(status == expected, sourceLocation: sourceLocation)
}
