// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

@Suite struct RunsRouteTests {
    /// One run with a call that was talked in for 42 seconds.
    private func talked(_ world: SimulatedWorld, _ simulator: Simulator) async throws {
        let run = try await simulator.startRun(workflow: "wf_1")
        let call = try await simulator.startCall(in: run, phone: "+12025550143", direction: .inbound)
        try await world.clock.sleep(for: .seconds(8))
        try await simulator.answerCall(call)
        try await world.clock.sleep(for: .seconds(42))
        try await simulator.endCall(call, disposition: "interested", costMinor: 12)
        try await simulator.endRun(run)
    }

    @Test func `a completed call has all its fields`() throws {
        let world = SimulatedWorld()
        try world.run {
            let simulator = world.simulator()
            try await talked(world, simulator)
            let run = try #require(try await simulator.get("/workflows/wf_1/runs").list.first)
            #expect(run["id"] as? String == "run_1")
            #expect(run["workflow_id"] as? String == "wf_1")
            #expect(run["status"] as? String == "completed")
            #expect(run["started_at"] as? String == "2026-06-01T07:30:45Z")
            #expect(run["ended_at"] as? String == "2026-06-01T07:31:35Z")
            let call = try #require((run["calls"] as? [[String: Any]])?.first)
            #expect(call["id"] as? String == "call_1")
            #expect(call["run_id"] as? String == "run_1")
            #expect(call["status"] as? String == "completed")
            #expect(call["direction"] as? String == "inbound")
            #expect(call["duration_seconds"] as? Int == 42)
            #expect(call["disposition"] as? String == "interested")
            #expect(call["cost_minor"] as? Int == 12)
            #expect(call["currency"] as? String == "USD")
            #expect(call["transcript_url"] is String)
            #expect(call["failure_reason"] == nil)
            #expect(await simulator.balanceMinor == 488)
        }
    }

    @Test(arguments: [
        (Simulator.FailureReason.busy, "busy"), (.noAnswer, "no_answer"), (.providerError, "failed"),
        (.canceled, "canceled"),
    ])
    func `a failed call says why`(reason: Simulator.FailureReason, status: String) throws {
        let world = SimulatedWorld()
        try world.run {
            let simulator = world.simulator()
            let run = try await simulator.startRun(workflow: "wf_1")
            let id = try await simulator.startCall(in: run, phone: "+12025550143")
            try await simulator.failCall(id, reason)
            let listed = try #require(try await simulator.get("/workflows/wf_1/runs").list.first)
            let call = try #require((listed["calls"] as? [[String: Any]])?.first)
            #expect(call["status"] as? String == status)
            #expect(call["failure_reason"] as? String == reason.rawValue)
            #expect(await simulator.truth.keys.last == "call.failed/call_1")
        }
    }

    @Test func `runs are listed by workflow with the newest first`() throws {
        let world = SimulatedWorld()
        try world.run {
            let simulator = world.simulator { $0.listedRuns = 2 }
            for _ in 0..<3 { try await simulator.startRun(workflow: "wf_1") }
            try await simulator.startRun(workflow: "wf_2")
            let ids = try await simulator.get("/workflows/wf_1/runs").list.map { $0["id"] as? String }
            #expect(ids == ["run_3", "run_2"])
        }
    }

    @Test func `a run with one call may carry the call's fields itself`() throws {
        let world = SimulatedWorld()
        try world.run {
            let simulator = world.simulator { $0.inlineCalls = true }
            let run = try await simulator.startRun(workflow: "wf_1")
            let call = try await simulator.startCall(in: run, phone: "+12025550143")
            let open = try #require(try await simulator.get("/workflows/wf_1/runs").list.first)
            #expect(open["calls"] == nil)
            #expect(open["run_id"] as? String == "run_1")
            #expect(open["call_id"] as? String == "call_1")
            #expect(open["status"] as? String == "ringing")
            try await simulator.failCall(call, .busy)
            // The call has ended and its run has not: one status cannot say both.
            #expect(try await simulator.get("/workflows/wf_1/runs").list.first?["calls"] != nil)
            try await simulator.endRun(run, .failed)
            #expect(try await simulator.get("/workflows/wf_1/runs").list.first?["status"] as? String == "busy")
        }
    }

    @Test func `what cannot happen is refused`() throws {
        let world = SimulatedWorld()
        try world.run {
            let simulator = world.simulator()
            let queued = await simulator.queueRun(workflow: "wf_1")
            await #expect(throws: SimulatorError.self) { try await simulator.startCall(in: queued, phone: "+1") }
            try await simulator.startQueuedRun(queued)
            let call = try await simulator.startCall(in: queued, phone: "+12025550143")
            await #expect(throws: SimulatorError.self) { try await simulator.endRun(queued) }
            try await simulator.endCall(call)
            await #expect(throws: SimulatorError.self) { try await simulator.failCall(call, .busy) }
            await #expect(throws: SimulatorError.self) { try await simulator.endRun("run_9") }
            #expect(await simulator.truth.keys == ["workflow.run.started/run_1", "call.completed/call_1"])
        }
    }
}
