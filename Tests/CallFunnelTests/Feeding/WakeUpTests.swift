// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// A push makes the source it concerns due at once, within bounds.
@Suite struct WakeUpTests {
    private static func polls(_ scene: FeedScene, _ source: Watcher.Source) -> Int {
        scene.account.observations.all.filter {
            if case .polled(source, _, _) = $0 { true } else { false }
        }.count
    }

    private static let pushedRun = #"""
        {"id": "evt_1", "type": "workflow.run.started", "data": {"id": "run_x", "workflow_id": "wf_1", "status": "running"}}
        """#

    @Test(arguments: [true, false])
    func `what a push hints at is read in full, if asked for`(wakes: Bool) throws {
        let scene = try FeedScene([.runs(of: "wf_1"), .runs(of: "wf_2")], every: .seconds(300))
        let handed = try scene.world.run {
            await scene.simulator.addWorkflow("wf_1")
            await scene.simulator.addWorkflow("wf_2")
            scene.world.start {
                try? await scene.sleep(until: .seconds(400))
                _ = try? await scene.addRun()
            }
            scene.push(Self.pushedRun, at: .seconds(401))
            return try await scene.feed(pushes: wakes ? .eventsAndHints : .events).events(
                until: .seconds(420), on: scene)
        }
        let expected =
            wakes
            ? ["workflow.run.started/run_x", "workflow.run.started/run_1", "workflow.run.ended/run_1"]
            : ["workflow.run.started/run_x"]
        #expect(handed.map(\.key) == expected)
        #expect(handed.allSatisfy { $0.at == .seconds(401) })
        #expect(scene.observed("woke") == (wakes ? ["woke(runs of wf_1)"] : []))
    }

    @Test func `a flood of pushes polls a source every ten seconds at most`() throws {
        let scene = try FeedScene(every: .seconds(300))
        try scene.world.run {
            await scene.simulator.addWorkflow("wf_1")
            for index in 0..<600 {
                scene.push("call_\(index)", run: "run_\(index)", id: "evt_\(index)", at: .milliseconds(index * 100))
            }
            let handed = try await scene.feed(pushes: .eventsAndHints).events(until: .seconds(65), on: scene)
            #expect(handed.count == 600)
        }
        let polls = Self.polls(scene, .runs(of: "wf_1"))
        #expect((5...7).contains(polls), "\(polls)")
    }

    @Test func `a source is woken though pushes go on waiting`() throws {
        let scene = try FeedScene(every: .seconds(300))
        try scene.world.run {
            await scene.simulator.addWorkflow("wf_1")
            for index in 0..<40 {
                scene.push("call_\(index)", run: "run_\(index)", id: "evt_\(index)", at: .seconds(100))
            }
            let feed = try scene.feed(pushes: .eventsAndHints)
            _ = await scene.account.timing.run(until: .seconds(118)) {
                // So slow that there is always another one.
                for try await _ in feed { try await scene.sleep(until: scene.elapsed + .seconds(1)) }
            }
        }
        #expect(Self.polls(scene, .runs(of: "wf_1")) > 1)
    }

    @Test func `a source that is failing keeps its backoff`() throws {
        struct Down: Error {}
        let requests = Log<Void>()
        let scene = try FeedScene(
            every: .seconds(300),
            transport: { _ in
                AnsweringTransport { _ in
                    requests.add(())
                    throw Down()
                }
            })
        let counts = try [false, true].map { wakes in
            try scene.world.run {
                let before = requests.all.count
                let start = scene.elapsed
                for index in 0..<100 {
                    scene.push("call_\(index)", run: "r", id: "evt_\(wakes)\(index)", at: start + .seconds(index))
                }
                _ = try await scene.feed(pushes: wakes ? .eventsAndHints : .events).events(
                    until: start + .seconds(100), on: scene)
                return requests.all.count - before
            }
        }
        #expect(counts[1] <= counts[0])
    }

    @Test(arguments: [
        ("call.completed", #"{"id": "c", "workflow_id": "wf_1"}"#, ["runs of wf_1"]),
        ("call.failed", #"{"id": "c"}"#, ["runs of wf_1", "runs of wf_2"]),
        ("workflow.run.ended", #"{"id": "r", "workflow_id": "wf_9"}"#, []),
        ("approval.requested", #"{"id": "a"}"#, ["approvals"]),
        ("wallet.low", #"{"tenant_id": 38, "balance_minor": 1}"#, ["wallet"]),
        ("message.replied", #"{"id": "t", "channel": "wa", "role": "customer"}"#, []),
        ("tenant.suspended", #"{"tenant_id": 38}"#, []),
        ("something.new", #"{"id": "x"}"#, []),
    ])
    func `the sources a push concerns`(type: String, data: String, expected: [String]) throws {
        let sources: [Watcher.Source] = [
            .runs(of: "wf_1"), .runs(of: "wf_2"), .approvals, .timeline(of: "+12025550143"), .wallet(lowBelow: 5),
        ]
        let event = try PushedEnvelope.read(Array(Reception.envelope(type, "evt_1", data: data).utf8)).event
        #expect(sources.filter { $0.isConcerned(by: event) }.map(\.description) == expected)
    }
}
