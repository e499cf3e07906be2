// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// Crossings, which have no id, and marks, which only polls move.
@Suite struct FeedCrossingTests {
    private static func low(_ id: String) -> String {
        Reception.envelope("wallet.low", id, data: #"{"tenant_id": 38, "balance_minor": 150}"#)
    }

    @Test func `a crossing that both lanes tell of is one event, and the report knows both`() throws {
        let scene = try FeedScene([.wallet(lowBelow: 200)])
        let handed = try scene.world.run {
            await scene.simulator.setBalance(500)
            scene.world.start {
                try? await scene.sleep(until: .seconds(100))
                await scene.simulator.setBalance(150)
                try? await scene.sleep(until: .seconds(200))
                await scene.simulator.setBalance(500)
                // The next one is polled first.
                try? await scene.sleep(until: .seconds(300))
                await scene.simulator.setBalance(150)
            }
            scene.push(Self.low("evt_1"), at: .seconds(101))
            scene.push(Self.low("evt_2"), at: .seconds(390))
            let feed = try scene.feed()
            let handed = await feed.events(until: .seconds(500), on: scene)
            let total = feed.report().total
            #expect([total.both, total.undecided, total.pushOnly + total.pollOnly] as [Int] == [2, 0, 0])
            return handed
        }
        #expect(handed.map(\.key) == ["wallet.low/38#1", "wallet.low/38#2"])
        #expect(handed.first?.at == .seconds(101))
        #expect(scene.statuses.all == [200, 200])
    }

    @Test func `a suspension that both lanes tell of is one event`() throws {
        let scene = try FeedScene([.wallet(lowBelow: 200), .approvals])
        let handed = try scene.world.run {
            scene.world.start {
                try? await scene.sleep(until: .seconds(100))
                await scene.simulator.suspend()
            }
            scene.push(
                Reception.envelope("tenant.suspended", "evt_1", data: #"{"tenant_id": 38, "reason": "review"}"#),
                at: .seconds(200))
            return try await scene.feed().events(until: .seconds(600), on: scene)
        }
        #expect(handed.map(\.key) == ["tenant.suspended/38#1"])
        #expect(handed.allSatisfy { $0.at < .seconds(200) })
        #expect(scene.statuses.all == [200])
    }

    @Test func `a push moves no mark of a poll: what is older than it is still polled`() throws {
        let scene = try FeedScene([.timeline(of: "+12025550143"), .approvals, .runs(of: "wf_1")])
        try scene.world.run {
            await scene.simulator.addWorkflow("wf_1")
            _ = try await scene.feed().events(until: .seconds(1), on: scene)
            let names = ["timeline/x", "approvals"].flatMap { name in
                ["baseline", "read", "approved"].map { "\(name)/\($0)" }
            }
            let sources = scene.watcher.setup.sources.flatMap { Poll.markNames(of: $0) } + names
            let before = await scene.ledger.marks(sources)
            for (index, type) in EventType.allCases.filter({ LevelMarks($0) == nil }).enumerated() {
                scene.push(
                    Reception.envelope(type.rawValue, "evt_\(index)", data: #"{"id": "later_\#(index)"}"#), at: .zero)
            }
            let pushed = try await scene.feed().events(until: .seconds(2), on: scene)
            #expect(pushed.count == 9)
            #expect(await scene.ledger.marks(sources) == before)
        }
    }
}
