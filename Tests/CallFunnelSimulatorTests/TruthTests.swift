// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

@Suite struct TruthTests {
    @Test func `every event says what, when and where`() throws {
        let world = SimulatedWorld()
        let simulator = world.simulator()
        let truth = try world.run {
            let run = try await simulator.startRun(workflow: "wf_1")
            try await world.clock.sleep(for: .seconds(2))
            try await simulator.endRun(run, .cancelled)
            await simulator.reply(from: "+12025550143", "hello")
            await simulator.suspend()
            return await simulator.truth
        }
        #expect(
            truth.keys == [
                "workflow.run.started/run_1", "workflow.run.ended/run_1", "message.replied/turn_1",
                "tenant.suspended/38#1",
            ]
        )
        #expect(truth.entries.map(\.resource) == ["run/run_1", "run/run_1", "turn/turn_1", "tenant/38"])
        #expect(
            truth.entries.map(\.endpoint) == [
                .runs(workflow: "wf_1"), .runs(workflow: "wf_1"), .timeline(phone: "+12025550143"), .any,
            ]
        )
        #expect(truth.entries[1].at == world.clock.epoch.advanced(by: .seconds(2)))
        #expect(!truth.ended)
    }

    @Test func `a suspension nobody could tell from the one before is the same`() throws {
        let world = SimulatedWorld()
        let simulator = world.simulator()
        let keys = try world.run {
            await simulator.suspend()
            await simulator.reinstate()
            await simulator.suspend()
            await simulator.reinstate()
            _ = try await simulator.get("/billing/balance")
            await simulator.suspend()
            return await simulator.truth.keys
        }
        #expect(keys == ["tenant.suspended/38#1", "tenant.suspended/38#2"])
    }

    @Test func `the truth is served without a key`() throws {
        let world = SimulatedWorld()
        let simulator = world.simulator(faults: FaultPlan([.serverError], rate: 1))
        try world.run {
            await simulator.addWorkflow("wf_1")
            try await simulator.startRun(workflow: "wf_1")
            await simulator.suspend()
            await simulator.end()
            let reply = try await simulator.get("/_simulator/truth", base: "http://127.0.0.1:8787", key: nil)
            #expect(reply.status == 200)
            #expect(reply.object["ended"] as? Bool == true)
            let first = try #require(reply.list("events").first)
            #expect(first["key"] as? String == "workflow.run.started/run_1")
            #expect(first["type"] as? String == "workflow.run.started")
            #expect(first["at"] as? String == "2026-06-01T07:30:45Z")
            #expect(first["endpoint"] as? String == "/workflows/wf_1/runs")
        }
    }

    @Test func `where ids are numbers the keys hold numbers`() throws {
        let world = SimulatedWorld()
        let simulator = world.simulator { $0.identifiers = .integers }
        let keys = try world.run {
            try await simulator.startRun(workflow: "7")
            return await simulator.truth.keys
        }
        #expect(keys == ["workflow.run.started/1"])
    }
}
