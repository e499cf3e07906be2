// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

private let targets = [
    "/workflows/wf_1/runs", "/approvals?status=pending", "/timeline?phone=%2B12025550143", "/billing/balance",
]

@Suite struct AccessTests {
    @Test(arguments: targets)
    func `a missing key is answered 401 with a detail`(target: String) throws {
        let world = SimulatedWorld()
        let reply = try world.run { try await world.simulator().get(target, key: nil) }
        #expect(reply.status == 401)
        #expect(reply.detail == "Invalid or missing API key")
        #expect(reply.response.headers["content-type"] == "application/json")
    }

    @Test func `a wrong key is answered 401`() throws {
        let world = SimulatedWorld()
        #expect(try world.run { try await world.simulator().get("/billing/balance", key: "cf_live_x").status } == 401)
    }

    @Test(arguments: targets)
    func `a suspended tenant is answered 403 with a detail that says so`(target: String) throws {
        let world = SimulatedWorld()
        try world.run {
            let simulator = world.simulator()
            await simulator.addWorkflow("wf_1")
            await simulator.suspend()
            let refused = try await simulator.get(target)
            #expect(refused.status == 403)
            #expect(refused.detail == "Tenant suspended: compliance review")
            await simulator.reinstate()
            #expect(try await simulator.get(target).status == 200)
        }
    }

    @Test(arguments: [
        "/workflows/wf_unknown/runs", "/workflows/a%2Fb/runs", "/workflows//runs", "/runs", "/balance", "/approvals/",
        "//approvals", "/api/approvals", "/nothing", "",
    ])
    func `an unknown workflow or path is answered 404`(target: String) throws {
        let world = SimulatedWorld()
        let reply = try world.run { try await world.simulator().get(target) }
        #expect(reply.status == 404)
        #expect(reply.detail?.contains("ot") == true)
    }

    @Test(arguments: ["https://callfunnel.ai/api", "http://127.0.0.1:8787/api", "http://localhost:1", "https://h/a/b"])
    func `any base path will do`(base: String) throws {
        let world = SimulatedWorld()
        #expect(try world.run { try await world.simulator().get("/billing/balance", base: base).status } == 200)
    }

    @Test func `a path alone will do, as a server hands it over`() throws {
        let world = SimulatedWorld()
        let reply = try world.run {
            let simulator = world.simulator()
            await simulator.reply(from: "+12025550143", "hello")
            let target = "/timeline?phone=%2B12025550143&before=2027-01-01T00%3A00%3A00Z"
            return try await simulator.get(target, base: "/api")
        }
        #expect(reply.list("turns").count == 1)
    }

    @Test func `other methods are answered 405`() throws {
        let world = SimulatedWorld()
        let reply = try world.run { try await world.simulator().get("/approvals", method: "POST") }
        #expect(reply.status == 405)
        #expect(reply.response.headers["Allow"] == "GET")
    }

    @Test(arguments: [
        ["/timeline", "phone", "missing"],
        ["/timeline?phone=+12025550143", "phone", "string_pattern_mismatch"],
        ["/timeline?phone=%2B12025550143&before=yesterday", "before", "datetime_from_date_parsing"],
        ["/timeline?phone=%2B12025550143&before=2026-06-01T07:30:45+00:00", "before", "datetime_from_date_parsing"],
        ["/approvals?decided_after=2026-02-30T00:00:00Z", "decided_after", "datetime_from_date_parsing"],
        ["/approvals?status=done", "status", "enum"],
    ])
    func `a bad parameter is answered 422 with the place at fault`(expectation: [String]) throws {
        let world = SimulatedWorld()
        let reply = try world.run { try await world.simulator().get(expectation[0]) }
        #expect(reply.status == 422)
        let problem = try #require(reply.list("detail").first)
        #expect(problem["loc"] as? [String] == ["query", expectation[1]])
        #expect(problem["type"] as? String == expectation[2])
        #expect(problem["msg"] is String)
    }

    @Test func `the date and a request id come with every answer`() throws {
        let world = SimulatedWorld()
        try world.run {
            let simulator = world.simulator()
            let first = try await simulator.get("/billing/balance")
            let second = try await simulator.get("/nowhere")
            #expect(first.response.headers["Date"] == "Mon, 01 Jun 2026 07:30:45 GMT")
            #expect(first.response.headers["X-Request-ID"]?.hasPrefix("req_") == true)
            #expect(first.response.headers["X-Request-ID"] != second.response.headers["X-Request-ID"])
        }
    }

    @Test func `an unchanged body is answered 304 and a changed one is not`() throws {
        let world = SimulatedWorld()
        try world.run {
            let simulator = world.simulator()
            let tag = try #require(try await simulator.get("/billing/balance").response.headers["ETag"])
            let unchanged = try await simulator.get("/billing/balance", ifNoneMatch: tag)
            #expect(unchanged.status == 304)
            #expect(unchanged.response.body.isEmpty)
            #expect(unchanged.response.headers["ETag"] == tag)
            #expect(try await simulator.get("/billing/balance", ifNoneMatch: "\"other\"").status == 200)
            await simulator.charge(1)
            #expect(try await simulator.get("/billing/balance", ifNoneMatch: tag).status == 200)
        }
    }

    @Test func `what was asked is kept in order`() throws {
        let world = SimulatedWorld()
        let requests = try world.run {
            let simulator = world.simulator()
            _ = try await simulator.get("/approvals?status=pending")
            try await world.clock.sleep(for: .seconds(3))
            _ = try await simulator.get("/billing/balance", key: nil)
            return await simulator.requests
        }
        #expect(requests.map(\.target) == ["/api/approvals?status=pending", "/api/billing/balance"])
        #expect(requests.map(\.status) == [200, 401])
        #expect(requests.last?.at == world.clock.epoch.advanced(by: .seconds(3)))
    }
}
