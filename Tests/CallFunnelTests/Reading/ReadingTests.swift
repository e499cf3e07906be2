// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Testing

@testable import CallFunnel

@Suite struct ReadingTests {
    private static let phone = PhoneNumber(World.phone)

    private enum Read: String, CaseIterable, Sendable {
        case runs, approvals, turns, balance

        /// How many elements came, and what was wrong with others.
        func count(_ client: CallFunnelClient) async throws -> Int {
            switch self {
            case .runs: try await client.runs(of: "wf_1").value.count
            case .approvals: try await client.approvals(.pending).value.count
            case .turns: try await client.timeline(of: ReadingTests.phone).value.turns.count
            case .balance: try await client.balance().value.balance == nil ? 0 : 1
            }
        }
    }

    @Test(arguments: Read.allCases) private func `a list may come bare or under one of its names`(read: Read) throws {
        guard read != .balance else { return }
        let list = "[{\"id\": 1}, {\"id\": \"b\"}]"
        for body in [list] + ["items", "data", "results", read.rawValue].map({ "{\"\($0)\": \(list), \"total\": 2}" }) {
            let world = World()
            let client = try world.client(world.script(Answer.with(200, body)))
            #expect(try world.run { try await read.count(client) } == 2, "\(body)")
        }
    }

    @Test(arguments: [
        (Read.runs, "{}", "runs: an object with no list under runs, items, data, results"),
        (.runs, "{\"runs\": {}}", "runs: an object with no list under runs, items, data, results"),
        (.runs, "null", "runs: expected a list, found null"),
        (.runs, "\"SECRET\"", "runs: expected a list, found a string"),
        (.approvals, "12", "approvals: expected a list, found a number"),
        (.approvals, "{\"runs\": []}", "approvals: an object with no list under approvals, items, data, results"),
        (.turns, "true", "expected an object, found a boolean"), (.turns, "{}", "turns: a timeline without turns"),
        (.turns, "{\"turns\": \"SECRET\"}", "turns: expected an array, found a string"),
        (.balance, "[]", "expected an object, found an array"), (.balance, "null", "expected an object, found null"),
        (.balance, "\"SECRET\"", "expected an object, found a string"),
    ])
    private func `a body of another shape is unreadable, and the message names what was expected`(
        read: Read, body: String, message: String
    ) throws {
        let world = World()
        let client = try world.client(world.script(Answer.with(200, body, ["X-Request-ID": "req_7"])))
        let error = try #require(world.run { await failure { try await read.count(client) } })
        #expect(error.code == .unreadable)
        #expect(error.isRetryable)
        #expect(error.message == "the answer has an unexpected shape: " + message)
        #expect(error.status == 200)
        #expect(error.requestID == "req_7")
        #expect(error.cause is DecodingIssue)
    }

    @Test(arguments: [
        ("", 0), ("{\"a\": SECRET}", 6), ("[1, 2", 5), ("<html>SECRET</html>", 0), ("{} SECRET", 3), ("\u{FEFF}", 3),
        ("NaN", 0),
    ])
    func `a body that is not JSON is unreadable, and the message says from where on`(body: String, offset: Int) throws {
        for status in [200, 201, 204, 299] {
            let error = try #require(World().ending(Answer.with(status, body, ["X-Request-ID": "req_7"])).error)
            #expect(error.code == .unreadable)
            #expect(error.message.hasPrefix("the answer is not JSON (byte \(offset): "))
            #expect(!error.message.contains("SECRET"))
            #expect(error.status == status)
            #expect(error.requestID == "req_7")
        }
    }

    @Test func `what cannot be read is beside what can`() throws {
        let world = World()
        let body =
            "[{\"run_id\": 1, \"started_at\": \"noon\"}, 7, {\"status\": \"completed\"}, {\"run_id\": 2, \"x\": {}}]"
        let client = try world.client(world.script(Answer.with(200, body)))
        let reading = try world.run { try await client.runs(of: "wf_1") }
        #expect(reading.value.map(\.id.rawValue) == ["1", "2"])
        #expect(reading.value.map(\.workflowID) == ["wf_1", "wf_1"])
        #expect(reading.issues.map(\.path) == ["runs[0].started_at", "runs[1]", "runs[2]"])
        #expect(reading.issues.first?.reason == "expected an ISO 8601 instant, found a string")
    }

    @Test func `broken elements and repeats cost no others`() throws {
        let world = World()
        let simulator = Simulator(seed: 3, timing: world.timing)
        let client = try world.client(simulator, key: Simulator.defaultKey)
        try world.run {
            await simulator.addWorkflow("wf_1")
            var runs: Set<String> = []
            for _ in 0..<5 { runs.insert(try await simulator.startRun(workflow: "wf_1")) }
            for _ in 0..<20 {
                await simulator.inject(.malformedElement)
                let broken = try await client.runs(of: "wf_1")
                #expect(Set(broken.value.map(\.id.rawValue)) == runs)
                #expect(!broken.issues.isEmpty)
                await simulator.inject(.duplicates)
                let repeated = try await client.runs(of: "wf_1")
                #expect(Set(repeated.value.map(\.id.rawValue)) == runs)
                #expect(repeated.issues.isEmpty)
            }
        }
    }

    @Test(
        arguments: [
            ("Mon, 01 Jun 2026 07:30:45 GMT", "2026-06-01T07:30:45Z"),
            ("Monday, 01-Jun-26 07:30:45 GMT", "2026-06-01T07:30:45Z"),
            ("Mon Jun  1 07:30:45 2026", "2026-06-01T07:30:45Z"), ("2026-06-01T07:30:45Z", nil), ("", nil), (nil, nil),
        ] as [(String?, String?)])
    func `the service's time comes from its Date header`(date: String?, time: String?) throws {
        let world = World()
        var headers: HTTPHeaders = ["ETag": "\"a\""]
        if let date { headers.add("date", date) }
        let transport = world.script(Answer.balance(1, headers), Answer.with(304, "", headers))
        let client = try world.client(transport)
        for _ in 0..<2 {
            let reading = try world.run { try await client.balance() }
            #expect(reading.serverTime?.description == time)
        }
    }

    @Test func `what the service leaves out is filled in from what was asked for`() throws {
        let world = World()
        let transport = world.script(
            Answer.with(
                200, "[{\"run_id\": 1, \"calls\": [{\"id\": 2}]}, {\"run_id\": 3, \"workflow_id\": \"other\"}]"),
            Answer.with(200, "[{\"id\": 1}, {\"id\": 2, \"status\": \"escalated\"}]"),
            Answer.with(200, "{\"turns\": [{\"id\": 1}, {\"id\": 2, \"phone\": \"+1\"}]}"))
        let client = try world.client(transport)
        try world.run {
            let runs = try await client.runs(of: "wf_1").value
            #expect(runs.map(\.workflowID) == ["wf_1", "other"])
            #expect(runs.first?.calls.map(\.workflowID) == ["wf_1"])
            let approvals = try await client.approvals(.pending).value
            #expect(approvals.map(\.status) == [.pending, .escalated])
            let turns = try await client.timeline(of: Self.phone).value.turns
            #expect(turns.map(\.phone) == [Self.phone, "+1"])
        }
    }
}
