// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

@Suite struct FaultTests {
    /// Three runs, and the answers to so many requests for them, each with the fault.
    private func answers(_ fault: Fault, _ count: Int, seed: UInt64 = 1) throws -> [Reply] {
        let world = SimulatedWorld()
        let simulator = world.simulator(seed: seed)
        return try world.run {
            for _ in 0..<3 { try await simulator.startRun(workflow: "wf_1") }
            await simulator.inject(fault, times: count)
            var replies: [Reply] = []
            for _ in 0..<count { replies.append(try await simulator.get("/workflows/wf_1/runs")) }
            // What was injected is used up.
            #expect(try await simulator.get("/workflows/wf_1/runs").list.count == 3)
            return replies
        }
    }

    @Test func `a rate limit asks for a wait in seconds and as a date by turns`() throws {
        let replies = try answers(.rateLimit, 3)
        #expect(replies.map(\.status) == [429, 429, 429])
        #expect(replies[0].detail == "Rate limit exceeded")
        let waits = replies.map { $0.response.headers["Retry-After"] }
        #expect(waits == ["1", "Mon, 01 Jun 2026 07:30:46 GMT", "1"])
    }

    @Test func `a server error is HTML`() throws {
        let reply = try answers(.serverError, 1)[0]
        #expect(reply.status == 500)
        #expect(reply.response.headers["Content-Type"] == "text/html")
        #expect(reply.json == nil)
    }

    @Test func `a slow answer comes late and shows the world as it was`() throws {
        let world = SimulatedWorld()
        let simulator = world.simulator(faults: FaultPlan([], delay: .seconds(7)))
        try world.run {
            await simulator.inject(.slow)
            async let slow = simulator.get("/billing/balance")
            try await world.clock.sleep(for: .seconds(1))
            await simulator.charge(100)
            #expect(try await slow.object["balance_minor"] as? Int == 500)
        }
        #expect(world.clock.now.offset == .seconds(7))
    }

    @Test func `a slow answer ends when its reader is cancelled`() throws {
        let world = SimulatedWorld()
        let simulator = world.simulator()
        try world.run {
            await simulator.inject(.slow)
            await withTaskGroup(of: Int?.self) { group in
                group.addTask { try? await simulator.get("/billing/balance").status }
                group.addTask {
                    try? await world.clock.sleep(for: .milliseconds(500))
                    return 0
                }
                #expect(await group.next() == 0)
                group.cancelAll()
                #expect(await group.next() == .some(nil))
            }
        }
        #expect(world.clock.now.offset == .milliseconds(500))
    }

    @Test func `a truncated body is shorter than it promises`() throws {
        for reply in try answers(.truncated, 30) {
            #expect(reply.status == 200)
            let promised = try #require(reply.response.headers["Content-Length"].flatMap { Int($0) })
            #expect(reply.response.body.count < promised)
            #expect(!reply.response.body.isEmpty)
            #expect(reply.json == nil)
        }
    }

    @Test func `a broken element leaves the good ones as they are`() throws {
        let good = ["run_3", "run_2", "run_1"]
        var broken: Set<String> = []
        for reply in try answers(.malformedElement, 60) {
            let elements = try #require(reply.json as? [Any])
            #expect(elements.count == 4)
            let ids = elements.compactMap { ($0 as? [String: Any])?["id"] as? String }
            #expect(ids == good)
            for element in elements where ((element as? [String: Any])?["id"] as? String) == nil {
                broken.insert("\(type(of: element))")
            }
        }
        #expect(broken.count >= 4)
    }

    @Test func `duplicates repeat elements and change none`() throws {
        for reply in try answers(.duplicates, 20) {
            #expect(reply.list.count > 3)
            #expect(Set(reply.list.compactMap { $0["id"] as? String }) == ["run_1", "run_2", "run_3"])
            #expect(reply.list.allSatisfy { $0.count == reply.list[0].count })
        }
    }

    @Test func `a refused key and a suspension come once`() throws {
        #expect(try answers(.unauthorized, 1)[0].status == 401)
        #expect(try answers(.suspended, 1)[0].detail?.contains("suspended") == true)
    }

    @Test func `a suspension is recorded when it is served, and again after a sound answer`() throws {
        let world = SimulatedWorld()
        let simulator = world.simulator()
        let keys = try world.run {
            await simulator.inject(.suspended, times: 2)
            for _ in 0..<3 { _ = try await simulator.get("/billing/balance") }
            await simulator.inject(.suspended)
            _ = try await simulator.get("/approvals")
            return await simulator.truth.keys
        }
        #expect(keys == ["tenant.suspended/38#1", "tenant.suspended/38#2"])
    }

    @Test func `faults of lists wait for a list`() throws {
        let world = SimulatedWorld()
        let simulator = world.simulator()
        try world.run {
            await simulator.inject(.malformedElement)
            let balance = try await simulator.get("/billing/balance")
            let list = try await simulator.get("/approvals")
            #expect(balance.status == 200)
            #expect(list.json as? [Any] != nil)
            #expect(await simulator.requests.map(\.fault) == [nil, .malformedElement])
        }
    }

    private func struck(_ plan: FaultPlan, requests: Int) throws -> [ServedRequest] {
        let world = SimulatedWorld()
        let simulator = world.simulator(faults: plan)
        return try world.run {
            for _ in 0..<requests { _ = try await simulator.get("/approvals") }
            return await simulator.requests
        }
    }

    @Test func `a plan strikes one request in four, the same for the same seed`() throws {
        let first = try struck(FaultPlan(Fault.allCases, seed: 5), requests: 400)
        #expect(try struck(FaultPlan(Fault.allCases, seed: 5), requests: 400).map(\.fault) == first.map(\.fault))
        #expect(try struck(FaultPlan(Fault.allCases, seed: 6), requests: 400).map(\.fault) != first.map(\.fault))
        let faults = first.compactMap(\.fault)
        #expect((70...130).contains(faults.count))
        #expect(Set(faults) == Set(Fault.allCases))
    }

    @Test func `a plan refuses the key twice in a row at most`() throws {
        let statuses = try struck(FaultPlan([.unauthorized], rate: 0.9), requests: 200).map(\.status)
        let longest = statuses.split(separator: 200).map(\.count).max()
        #expect(longest == 2)
    }

    @Test func `faults have names`() throws {
        #expect(try Fault.list("rate-limit,malformed-element") == [.rateLimit, .malformedElement])
        #expect(try Fault.list("all") == Fault.allCases)
        #expect(throws: SimulatorError.self) { try Fault.list("gremlins") }
    }
}
