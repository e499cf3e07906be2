// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// What the lanes are judged by where loops end and begin again, pushes fail, and levels come and go.
@Suite struct FeedPauseTests {
    private static func run(_ run: String, _ type: String = "started", push id: String) -> String {
        Reception.envelope(
            "workflow.run.\(type)", id,
            data:
                #"{"id": "\#(run)", "workflow_id": "wf_1", "status": "\#(type == "ended" ? "completed" : "running")"}"#)
    }

    /// A run that starts at each of these minutes, and is pushed.
    private static func pushing(_ scene: FeedScene, at minutes: some Sequence<Int> & Sendable) async {
        await scene.simulator.addWorkflow("wf_1")
        scene.world.start {
            for minute in minutes {
                try? await scene.sleep(until: .seconds(60 * minute))
                guard let run = try? await scene.simulator.startRun(workflow: "wf_1") else { return }
                scene.push(Self.run(run, push: "evt_\(minute)"), at: .zero)
            }
        }
    }

    /// A run every nine seconds, whose start is pushed; from the `first` on they also end, which never is.
    private static func losing(_ scene: FeedScene, from first: Int = 1) async {
        await scene.simulator.addWorkflow("wf_1")
        scene.world.start {
            for number in 1...400 {
                try? await scene.sleep(until: .seconds(9 * number))
                guard let run = try? await scene.simulator.startRun(workflow: "wf_1") else { return }
                scene.push(Self.run(run, push: "evt_\(number)"), at: .zero)
                if number >= first { _ = try? await scene.simulator.endRun(run) }
            }
        }
    }

    @Test func `what push misses shows although the app loops for a few events at a time`() throws {
        let scene = try FeedScene()
        let report = try scene.world.run {
            await Self.losing(scene)
            let feed = try scene.feed()
            while scene.elapsed < .seconds(3500) {
                _ = await scene.account.timing.run(until: .seconds(3500)) { try await feed.events(3, on: scene) }
            }
            return feed.report()
        }
        #expect(report.verdict == .missed)
        #expect(report.total.pollOnly > 300)
    }

    @Test func `polls do not stay slow over loops that begin again while push misses something`() throws {
        let scene = try FeedScene()
        try scene.world.run {
            await Self.losing(scene, from: 200)
            let feed = try scene.feed(slowingPollsTo: .seconds(300))
            while scene.elapsed < .seconds(3000) {
                _ = await feed.events(until: min(scene.elapsed + .seconds(240), .seconds(3000)), on: scene)
            }
        }
        #expect(scene.observed("pollsSlowed").count == 1)
        #expect(scene.observed("pollsAtFullCadence").count == 1)
    }

    @Test func `after a longer pause polls begin at full cadence, and slow down again`() throws {
        let scene = try FeedScene()
        try scene.world.run {
            await Self.pushing(scene, at: 1...60)
            let feed = try scene.feed(slowingPollsTo: .seconds(300))
            _ = await feed.events(until: .seconds(1500), on: scene)
            #expect(feed.report().arePollsSlowed)
            try await scene.sleep(until: .seconds(1600))
            let loop = scene.elapsed
            _ = await feed.events(until: loop + .seconds(20), on: scene)
            #expect(!feed.report().arePollsSlowed)
            _ = await feed.events(until: loop + .seconds(400), on: scene)
        }
        #expect(scene.observed("pollsSlowed").count == 2)
        #expect(scene.observed("pollsAtFullCadence").isEmpty)
    }

    @Test func `a watcher that is left by a feed polls at its own cadence again`() throws {
        let scene = try FeedScene()
        let delays = try scene.world.run {
            await Self.pushing(scene, at: 1...40)
            let feed = try scene.feed(slowingPollsTo: .seconds(300))
            _ = await feed.events(until: .seconds(1500), on: scene)
            #expect(feed.report().arePollsSlowed)
            let delays = Log<Duration>()
            _ = await scene.account.timing.run(until: .seconds(2300)) {
                for try await event in scene.watcher.events() {
                    if let time = event.occurredAt { delays.add(time.duration(to: scene.world.clock.time)) }
                }
            }
            return delays.all
        }
        #expect(delays.count > 10)
        // A poll finds what waits for a loop over pushes held back, and the one after it finds it free.
        #expect(delays.dropFirst().allSatisfy { $0 < .seconds(66) }, "\(delays)")
    }

    @Test func `a quiet hour with few events is no reason to poll more often`() throws {
        let scene = try FeedScene()
        try scene.world.run {
            // Twelve within twelve minutes, then one in half an hour at most.
            await Self.pushing(scene, at: Array(1...12) + [38, 64, 90, 116])
            let feed = try scene.feed(slowingPollsTo: .seconds(300))
            _ = await feed.events(until: .seconds(7000), on: scene)
            #expect(feed.report().verdict == .tooFew && feed.report().arePollsSlowed)
        }
        #expect(scene.observed("polls").count == 1)
    }

    @Test func `pushes that are not handled do not count for push`() throws {
        let scene = try FeedScene()
        let report = try scene.world.run {
            await scene.simulator.addWorkflow("wf_1")
            scene.world.start {
                for minute in 1...40 {
                    try? await scene.sleep(until: .seconds(60 * minute))
                    guard let run = try? await scene.simulator.startRun(workflow: "wf_1") else { return }
                    let request = scene.reception.request(Self.run(run, push: "evt_\(minute)"))
                    let response = await scene.receiver.respond(to: request) { _ in throw CancellationError() }
                    scene.statuses.add(response.status)
                }
            }
            let feed = try scene.feed(slowingPollsTo: .seconds(300))
            _ = await feed.events(until: .seconds(2400), on: scene)
            return feed.report()
        }
        #expect(Set(scene.statuses.all) == [503])
        #expect(report.total.both == 0 && report.total.pollOnly > 30)
        #expect(report.sinceLastPush == nil)
        #expect(scene.observed("pollsSlowed").isEmpty)
    }

    @Test(arguments: [0, 50, 100, 150, 200, 250])
    func `slow polls do not miss a wallet that runs dry for a while`(offset: Int) throws {
        let scene = try FeedScene([.runs(of: "wf_1"), .wallet(lowBelow: 1000)])
        let handed = try scene.world.run {
            await scene.simulator.setBalance(5000)
            await Self.pushing(scene, at: 1...60)
            scene.world.start {
                try? await scene.sleep(until: .seconds(2400 + offset))
                await scene.simulator.setBalance(-5)
                try? await scene.sleep(until: .seconds(2500 + offset))
                await scene.simulator.setBalance(5000)
            }
            return try await scene.feed(slowingPollsTo: .seconds(300)).events(until: .seconds(3500), on: scene)
        }
        #expect(scene.observed("pollsSlowed").count == 1)
        #expect(handed.contains { $0.key.hasPrefix("wallet.exhausted") })
    }

    @Test func `a list that turns over between slow polls brings the cadence back`() throws {
        var shape = Simulator.Shape()
        shape.listedRuns = 30
        let scene = try FeedScene(shape: shape)
        try scene.world.run {
            await scene.simulator.addWorkflow("wf_1")
            scene.world.start {
                for number in 1...800 {
                    // One a minute for twenty minutes, and then more than the list holds within five.
                    let time = number <= 20 ? 60 * number : 1200 + number
                    try? await scene.sleep(until: .seconds(time))
                    guard let run = try? await scene.simulator.startRun(workflow: "wf_1") else { return }
                    scene.push(Self.run(run, push: "evt_\(number)"), at: .zero)
                    _ = try? await scene.simulator.endRun(run)
                    scene.push(Self.run(run, "ended", push: "end_\(number)"), at: .zero)
                }
            }
            let feed = try scene.feed(slowingPollsTo: .seconds(300))
            _ = await feed.events(until: .seconds(2400), on: scene)
            #expect(feed.report().verdict == .gap)
        }
        #expect(scene.observed("pollsSlowed").count == 1)
        #expect(scene.observed("pollsAtFullCadence").count == 1)
    }
}
