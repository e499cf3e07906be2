// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

@Suite struct UnchangedAnswerTests {
    private static func offered(_ transport: ScriptedTransport) -> [String?] {
        transport.requests.map { $0.headers["If-None-Match"] }
    }

    /// Reads the balance again and again: what came each time, -1 for a failure.
    private static func balances(
        _ world: World, _ transport: ScriptedTransport, times: Int, every pause: Duration = .zero
    ) throws -> [Int64] {
        let client = try world.client(transport)
        return try world.run {
            var balances: [Int64] = []
            for _ in 0..<times {
                balances.append(await Ending { try await client.balance() }.balance ?? -1)
                try await world.timing.sleep(world.timing.elapsed() + pause)
            }
            return balances
        }
    }

    @Test(arguments: ["\"a\"", "W/\"a\""]) func `a 304 stands for the answer whose tag was offered`(tag: String) throws
    {
        let world = World()
        let transport = world.script(
            Answer.balance(1, ["etag": tag]), Answer.with(304), Answer.with(304, "ignored", ["ETag": "\"other\""]),
            Answer.balance(2, ["ETag": "\"b\""]), Answer.with(304), Answer.balance(3), Answer.balance(4))
        #expect(try Self.balances(world, transport, times: 7) == [1, 1, 1, 2, 2, 3, 4])
        #expect(Self.offered(transport) == [nil, tag, tag, tag, "\"b\"", "\"b\"", nil])
    }

    @Test func `a service stuck on 304 heals after ten minutes`() throws {
        let world = World()
        let world2 = world.world
        let transport = world.script { request in
            // Whatever the balance is, it says that nothing changed.
            let body = "{\"balance_minor\": \(world2.clock.now.offset.components.seconds)}"
            guard request.headers["If-None-Match"] == nil else { return HTTPResponse(status: 304) }
            return HTTPResponse(status: 200, headers: ["ETag": "\"a\""], body: Array(body.utf8))
        }
        let balances = try Self.balances(world, transport, times: 13, every: .seconds(100))
        #expect(balances == [0, 0, 0, 0, 0, 0, 600, 600, 600, 600, 600, 600, 1200])
    }

    @Test(arguments: [
        Answer.with(200, "{\"balance_minor\": 5", ["ETag": "\"bad\""]), Answer.with(200, "[1]", ["ETag": "\"bad\""]),
        Answer.with(200, "", ["ETag": "\"bad\""]), Answer.with(503, "{\"balance_minor\": 5}", ["ETag": "\"bad\""]),
        Answer.with(404, "{}", ["ETag": "\"bad\""]),
    ])
    func `what could not be read is not remembered, and does not cost what was`(bad: @escaping ScriptedTransport.Step)
        throws
    {
        let world = World()
        let transport = world.script(bad, Answer.balance(1, ["ETag": "\"a\""]), bad, Answer.with(304))
        #expect(try Self.balances(world, transport, times: 4) == [-1, 1, -1, 1])
        #expect(Self.offered(transport) == [nil, nil, "\"a\"", "\"a\""])
    }

    @Test func `a cut body with the whole body's tag is asked for again in full`() throws {
        let world = World()
        let simulator = Simulator(timing: world.timing)
        let client = try world.client(simulator, retry: RetryPolicy(), key: Simulator.defaultKey)
        let statuses = try world.run {
            await simulator.addWorkflow("wf_1")
            let run = try await simulator.startRun(workflow: "wf_1")
            await simulator.inject(.truncated)
            for _ in 0..<2 {
                let reading = try await client.runs(of: "wf_1")
                #expect(reading.value.map(\.id.rawValue) == [run])
                #expect(reading.issues.isEmpty)
            }
            return await simulator.requests.map(\.status)
        }
        #expect(statuses == [200, 200, 304])
    }

    @Test func `each URL has its own answer`() throws {
        let world = World()
        let transport = world.script { request in
            if request.headers["If-None-Match"] != nil { return HTTPResponse(status: 304) }
            let id = request.url.path.split(separator: "/").dropLast().last ?? "?"
            return HTTPResponse(
                status: 200, headers: ["ETag": "\"same\""], body: Array("[{\"run_id\": \"\(id)\"}]".utf8))
        }
        let client = try world.client(transport)
        let ids = try world.run {
            var ids: [String] = []
            for workflow in ["a", "b", "a", "b"] {
                ids += try await client.runs(of: Workflow.ID(workflow)).value.map(\.id.rawValue)
            }
            return ids
        }
        #expect(ids == ["a", "b", "a", "b"])
        #expect(Self.offered(transport) == [nil, nil, "\"same\"", "\"same\""])
    }

    @Test func `a request keeps what it offered, whatever other requests bring meanwhile`() throws {
        let world = World()
        let transport = world.script(
            Answer.balance(1, ["ETag": "\"a\""]), Answer.late(world.timing, .seconds(5), Answer.with(304)),
            Answer.balance(2))
        let client = try world.client(transport)
        let balances = try world.run {
            _ = try await client.balance()
            return try await withThrowingTaskGroup(of: Int64?.self) { group in
                group.addTask {
                    let reading = try await client.balance()
                    return reading.value.balance?.minorUnits
                }
                group.addTask {
                    try await world.timing.sleep(.seconds(1))
                    let reading = try await client.balance()
                    return reading.value.balance?.minorUnits
                }
                var balances: [Int64?] = []
                for try await balance in group { balances.append(balance) }
                return balances
            }
        }
        // The second one's answer carried no tag, so the first one's was forgotten while its 304 was on its way.
        #expect(balances == [2, 1])
    }

    @Test func `many tasks may share a client`() async throws {
        let transport = ScriptedTransport(timing: .system) { request in
            let id = request.url.path.split(separator: "/").dropLast().last ?? "?"
            let tag = "\"\(id)\""
            if request.headers["If-None-Match"] == tag { return HTTPResponse(status: 304) }
            return HTTPResponse(status: 200, headers: ["ETag": tag], body: Array("[{\"run_id\": \"\(id)\"}]".utf8))
        }
        let client = try CallFunnelClient(apiKey: World.key, transport: transport, retry: .none)
        let isRight = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<20 {
                group.addTask {
                    for round in 0..<10 {
                        let id = "wf\((number + round) % 7)"
                        let reading = try await client.runs(of: Workflow.ID(id))
                        if reading.value.map(\.id.rawValue) != [id] { return false }
                    }
                    return true
                }
            }
            return try await group.reduce(true) { $0 && $1 }
        }
        #expect(isRight)
        #expect(transport.requests.contains { $0.headers["If-None-Match"] != nil })
    }
}
