// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

@Suite struct ApprovalsRouteTests {
    @Test func `an approval moves from the pending list to that of its decision`() throws {
        let world = SimulatedWorld()
        try world.run {
            let simulator = world.simulator()
            let run = try await simulator.startRun(workflow: "wf_1")
            let call = try await simulator.startCall(in: run, phone: "+12025550143")
            let id = try await simulator.requestApproval("10 % off", amountMinor: 1800, call: call)
            let pending = try #require(try await simulator.get("/approvals?status=pending").list.first)
            #expect(pending["id"] as? String == id)
            #expect(pending["call_id"] as? String == call)
            #expect(pending["phone"] as? String == "+12025550143")
            #expect(pending["amount_minor"] as? Int == 1800)
            try await simulator.decideApproval(id, .denied, note: "no")
            #expect(try await simulator.get("/approvals?status=pending").list.isEmpty)
            #expect(try await simulator.get("/approvals?status=approved").list.isEmpty)
            let denied = try #require(try await simulator.get("/approvals?status=denied").list.first)
            #expect(denied["note"] as? String == "no")
            let resolved = try #require(await simulator.truth.entries.last)
            #expect(resolved.key == "approval.resolved/apr_1:denied")
            #expect(resolved.endpoint == .approvals(status: "denied"))
        }
    }

    @Test(arguments: [
        ("2026-06-01T07:30:50Z", true, 2), ("2026-06-01T07:30:50Z", false, 1), ("2026-06-01T09:30:50%2B02:00", true, 2),
        ("2026-06-01T07:30:50.000001", true, 1), ("2026-06-01T07:30:44.999999Z", true, 3),
        ("2026-06-01T07:30:55.000001Z", true, 0),
    ])
    func `decided_after includes its boundary unless told otherwise`(
        text: String, includes: Bool, count: Int
    ) throws {
        let world = SimulatedWorld()
        try world.run {
            let simulator = world.simulator { $0.includesBoundary = includes }
            for _ in 0..<3 {
                try await simulator.decideApproval(simulator.requestApproval("a favour"))
                try await world.clock.sleep(for: .seconds(5))
            }
            let reply = try await simulator.get("/approvals?status=approved&decided_after=\(text)")
            #expect(reply.list.count == count)
        }
    }

    @Test func `an approval that escalates is not resolved by it`() throws {
        let world = SimulatedWorld()
        try world.run {
            let simulator = world.simulator()
            let id = try await simulator.requestApproval("a favour")
            try await simulator.lapseApproval(id)
            #expect(await simulator.truth.keys == ["approval.requested/apr_1"])
            try await simulator.decideApproval(id, .countered)
            #expect(await simulator.truth.keys.last == "approval.resolved/apr_1:countered")
            await #expect(throws: SimulatorError.self) { try await simulator.decideApproval(id) }
        }
    }
}
