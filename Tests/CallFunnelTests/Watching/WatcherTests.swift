// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

@Suite struct WatcherTests {
    @Test func `a call that ends while watched is delivered once, after its run started`() throws {
        let world = SimulatedWorld(seed: 1)
        let timing = world.clock.timing()
        let simulator = Simulator(timing: timing)
        let keys = try world.run {
            let client = try CallFunnelClient(apiKey: Simulator.defaultKey, transport: simulator, timing: timing)
            await simulator.addWorkflow("wf_1")
            let run = try await simulator.startRun(workflow: "wf_1")
            let call = try await simulator.startCall(in: run, phone: "+12025550143")
            try await simulator.endCall(call, disposition: "interested")
            let watcher = try Watcher(client, watching: [.runs(of: "wf_1")], startingFrom: .everything)
            var keys: [String] = []
            for try await event in watcher.poll() { keys.append(event.key.description) }
            for try await event in watcher.poll() { keys.append(event.key.description) }
            return keys
        }
        #expect(keys == ["workflow.run.started/run_1", "call.completed/call_1"])
    }
}
