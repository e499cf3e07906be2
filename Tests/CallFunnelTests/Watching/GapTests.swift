// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// What cannot be read is told, with where and why.
@Suite struct GapTests {
    private static let phone: PhoneNumber = "+12025550143"

    private func gaps(_ account: WatchedAccount) -> [Watcher.Gap] {
        account.observations.all.compactMap { if case .gap(let gap) = $0 { gap } else { nil } }
    }

    @Test func `a run that leaves the list while it is open is told, and told once`() throws {
        var shape = Simulator.Shape()
        shape.listedRuns = 2
        let account = WatchedAccount(shape: shape)
        try account.world.run {
            await account.simulator.addWorkflow("wf_1")
            let watcher = try account.watcher([.runs(of: "wf_1")])
            for _ in 0..<3 {
                _ = try await account.simulator.startRun(workflow: "wf_1")
                _ = try await watcher.poll().keys()
            }
            _ = try await watcher.poll().keys()
        }
        #expect(gaps(account).map(\.reason) == [.openRunLeftList("run_1")])
    }

    @Test func `a restart does not forget which runs were open and listed`() throws {
        var shape = Simulator.Shape()
        shape.listedRuns = 2
        let account = WatchedAccount(shape: shape)
        let ledger = MemoryLedger(timing: account.timing)
        try account.world.run {
            await account.simulator.addWorkflow("wf_1")
            _ = try await account.simulator.startRun(workflow: "wf_1")
            _ = try await account.watcher([.runs(of: "wf_1")], ledger: ledger).poll().keys()
            try await account.timing.sleep(.seconds(60))
            for _ in 0..<2 { _ = try await account.simulator.startRun(workflow: "wf_1") }
            _ = try await account.watcher([.runs(of: "wf_1")], ledger: ledger).poll().keys()
        }
        let found = gaps(account)
        #expect(found.map(\.reason) == [.runsDoNotOverlap, .openRunLeftList("run_1")])
        #expect(found.first?.from == account.world.clock.epoch)
        #expect(found.first?.to == account.world.clock.epoch.advanced(by: .seconds(60)))
    }

    /// A timeline of turns that a test changes, with pages of so many; `before` may be ignored.
    private func timeline(_ turns: Log<String>, ignoresBefore: Bool) -> AnsweringTransport {
        AnsweringTransport { request in
            let isFirst = !request.url.absoluteString.contains("before=")
            return .json("[\(isFirst || ignoresBefore ? turns.all.suffix(3).joined(separator: ",") : "")]")
        }
    }

    private func turn(_ id: Int, second: Int) -> String {
        let time = Timestamp(microsecondsSinceEpoch: Int64(1_780_000_000 + second) * 1_000_000)
        return #"{"id": \#(id), "channel": "wa", "ts": "\#(time)", "role": "customer", "content": "hi"}"#
    }

    @Test func `a timeline that no longer shows what was read last time is a gap`() throws {
        let account = WatchedAccount()
        let turns = Log<String>()
        let transport = timeline(turns, ignoresBefore: false)
        let watcher = try account.watcher([.timeline(of: Self.phone)], transport: transport)
        for range in [1..<3, 3..<4, 4..<9] {
            for id in range { turns.add(turn(id, second: id * 60)) }
            _ = try account.world.run { try await watcher.poll().keys() }
        }
        let found = gaps(account)
        #expect(found.map(\.reason) == [.knownGroundMissing])
        #expect(found.first?.from == Timestamp("2026-05-28T20:29:40Z"))
        #expect(found.first?.to == Timestamp("2026-05-28T20:32:40Z"))
    }

    @Test func `a service that shows one page for ever is told, and does not hold up the poll`() throws {
        let account = WatchedAccount()
        let turns = Log<String>()
        for id in 1..<4 { turns.add(turn(id, second: id)) }
        let keys = try account.world.run {
            try await account.watcher(
                [.timeline(of: Self.phone)], transport: timeline(turns, ignoresBefore: true)
            ).poll().keys()
        }
        #expect(keys.count == 3)
        #expect(gaps(account).map(\.reason) == [.pageWithoutProgress])
    }

    @Test func `more turns at one instant than a page shows is told, with the instant`() throws {
        var shape = Simulator.Shape()
        shape.wholeSeconds = true
        let account = WatchedAccount(pageSize: 3, shape: shape)
        let keys = try account.world.run {
            for second in 0..<3 {
                for _ in 0..<(second == 1 ? 5 : 2) {
                    _ = await account.simulator.reply(from: Self.phone.rawValue, "hi")
                }
                try await account.timing.sleep(.seconds(second + 1))
            }
            return try await account.watcher([.timeline(of: Self.phone)]).poll().keys()
        }
        let found = gaps(account)
        #expect(found.map(\.reason) == [.crowdedInstant])
        #expect(found.first?.from == account.world.clock.epoch.advanced(by: .seconds(1)))
        #expect(keys.count == 7)
    }
}
