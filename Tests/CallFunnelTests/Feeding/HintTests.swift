// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// Pushes that are hints and nothing else, as those of a sender that is not proven yet.
@Suite struct HintTests {
    /// A call that cost 0.25, and a push at 401 s that makes it a fortune.
    private static func play(_ scene: FeedScene) async {
        await scene.simulator.addWorkflow("wf_1")
        scene.world.start {
            try? await scene.sleep(until: .seconds(400))
            guard let run = try? await scene.simulator.startRun(workflow: "wf_1"),
                let call = try? await scene.simulator.startCall(in: run, phone: "+12025550143")
            else { return }
            try? await scene.simulator.endCall(call, costMinor: 25)
        }
        let fortune =
            #"{"id": "call_1", "workflow_id": "wf_1", "status": "completed", "cost_minor": 999999, "currency": "USD"}"#
        scene.push(Reception.envelope("call.completed", "evt_1", data: fortune), at: .seconds(401))
    }

    @Test func `what a hint tells of is read from the service at once, and its own data is never used`() throws {
        let scene = try FeedScene(every: .seconds(300))
        let costs = Log<String>()
        try scene.world.run {
            await Self.play(scene)
            let feed = try scene.feed(pushes: .hints)
            _ = await scene.account.timing.run(until: .seconds(480)) {
                for try await event in feed {
                    guard case .callCompleted(let call) = event.payload else { continue }
                    costs.add("\(call.cost?.description ?? "free") at \(scene.elapsed)")
                }
            }
            let total = feed.report().total
            #expect(total.both == 1 && total.pushOnly == 0)
        }
        #expect(costs.all == ["0.25 USD at \(Duration.seconds(401))"])
        #expect(scene.statuses.all == [200])
        #expect(scene.observed("woke") == ["woke(runs of wf_1)"])
        #expect(scene.reception.observed.contains("hinted"))
    }

    @Test func `a hint of what polls do not show is answered, and nothing is handed out for it`() throws {
        let scene = try FeedScene(every: .seconds(300))
        let handed = try scene.world.run {
            await scene.simulator.addWorkflow("wf_1")
            for (id, time) in [("evt_1", 400), ("evt_1", 405), ("evt_2", 450)] {
                scene.push("call_x", run: "run_x", id: id, at: .seconds(time))
            }
            let feed = try scene.feed(pushes: .hints)
            let handed = await feed.events(until: .seconds(1800), on: scene)
            #expect(feed.report().total.pushOnly == 1)
            return handed
        }
        #expect(handed.isEmpty)
        #expect(scene.statuses.all == [200, 200, 200])
    }

    @Test func `a flood of hints polls a source every ten seconds at most, and stops no poll under way`() throws {
        let finished = Log<Void>()
        let begun = Log<Void>()
        let scene = try FeedScene(
            every: .seconds(300),
            transport: { watched in
                AnsweringTransport { request in
                    begun.add(())
                    try await watched.timing.sleep(watched.timing.elapsed() + .seconds(2))
                    finished.add(())
                    return try await watched.simulator.send(request)
                }
            })
        try scene.world.run {
            await scene.simulator.addWorkflow("wf_1")
            for index in 0..<600 {
                scene.push("call_\(index)", run: "run_\(index)", id: "evt_\(index)", at: .milliseconds(index * 100))
            }
            _ = try await scene.feed(pushes: .hints).events(until: .seconds(65), on: scene)
        }
        #expect((5...7).contains(finished.all.count), "\(finished.all.count)")
        #expect(begun.all.count - finished.all.count <= 1)
        #expect(scene.statuses.all == Array(repeating: 200, count: 600))
    }

    @Test func `a hint that cannot be looked up, or comes after the end, comes again`() throws {
        let ledger = DeadLedger()
        let scene = try FeedScene(every: .seconds(300), ledger: ledger)
        try scene.world.run {
            await Self.play(scene)
            let feed = try scene.feed(pushes: .hints)
            _ = feed.report()
            try await scene.sleep(until: .seconds(402))
            #expect(scene.statuses.all == [503])
            scene.receiver.shutDown()
            scene.push("call_x", run: "run_x", id: "evt_2", at: .zero)
            try await scene.sleep(until: .seconds(403))
        }
        #expect(scene.statuses.all == [503, 503])
        #expect(scene.reception.observed.contains("ledgerFailed"))
        #expect(scene.reception.observed.contains("shuttingDown"))
    }

    @Test func `a hint is taken though nobody iterates, since the next loop polls anyway`() throws {
        let scene = try FeedScene(every: .seconds(300))
        let handed = try scene.world.run {
            await Self.play(scene)
            let feed = try scene.feed(pushes: .hints)
            try await scene.sleep(until: .seconds(500))
            #expect(scene.statuses.all == [200])
            return await feed.events(until: .seconds(501), on: scene)
        }
        #expect(handed.map(\.key) == ["workflow.run.started/run_1", "call.completed/call_1"])
    }
}
