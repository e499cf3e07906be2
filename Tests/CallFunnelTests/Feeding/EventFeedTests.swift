// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// Both lanes as one stream.
@Suite struct EventFeedTests {
    @Test func `each lane's events come, those of both only once`() throws {
        let scene = try FeedScene()
        let statuses = Log<Int>()
        let handed = try scene.world.run {
            let feed = try scene.feed()
            let run = try await scene.simulator.startRun(workflow: "wf_1")
            let call = try await scene.simulator.startCall(in: run, phone: "+12025550143")
            async let first = scene.push("call_7", run: "run_7", id: "evt_1", at: .seconds(5))
            async let again = scene.push("call_7", run: "run_7", id: "evt_1", at: .seconds(6))
            async let early = scene.push("call_1", run: "run_1", id: "evt_2", at: .seconds(8))
            async let late = scene.push("call_7", run: "run_7", id: "evt_1", at: .seconds(40))
            async let events = feed.events(4, on: scene)
            try await scene.account.timing.sleep(.seconds(7))
            try await scene.simulator.endCall(call)
            try await scene.simulator.endRun(run)
            let handed = try await events
            for status in await [first.status, again.status, early.status, late.status] { statuses.add(status) }
            return handed
        }
        #expect(
            handed.map(\.key) == [
                "workflow.run.started/run_1", "call.completed/call_7", "call.completed/call_1",
                "workflow.run.ended/run_1",
            ])
        #expect(handed.dropLast().map(\.at) == [.zero, .seconds(5), .seconds(8)])
        #expect(statuses.all == [200, 200, 200, 200])
    }
}
