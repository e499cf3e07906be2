// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Testing

@testable import CallFunnel

/// What is peculiar to each kind of source.
@Suite struct SourceTests {
    private static let phone: PhoneNumber = "+12025550143"

    @Test func `a timeline is paged back to its beginning, each message once`() throws {
        let account = WatchedAccount(pageSize: 7)
        let keys = try account.world.run {
            try await account.replies(60)
            return try await account.watcher([.timeline(of: Self.phone)]).poll().keys()
        }
        #expect(keys == (1...60).map { "message.replied/turn_\($0)" })
    }

    @Test func `later polls read only what can have changed`() throws {
        let account = WatchedAccount(pageSize: 7)
        let requests = try account.world.run {
            for _ in 0..<50 {
                _ = await account.simulator.reply(from: Self.phone.rawValue, "hello")
                try await account.timing.sleep(account.timing.elapsed() + .seconds(600))
            }
            let watcher = try account.watcher([.timeline(of: Self.phone)])
            _ = try await watcher.poll().keys()
            let before = await account.simulator.requests.count
            _ = try await watcher.poll().keys()
            return await account.simulator.requests.count - before
        }
        #expect(requests == 1)
    }

    @Test func `a delivery receipt of a message long ago is noticed, for as long as it can be awaited`() throws {
        let account = WatchedAccount(pageSize: 5)
        let keys = try account.world.run {
            let message = await account.simulator.sendMessage(to: Self.phone.rawValue, "hello")
            let watcher = try account.watcher([.timeline(of: Self.phone)])
            for _ in 0..<20 {
                _ = await account.simulator.reply(from: Self.phone.rawValue, "still there?")
                try await account.timing.sleep(account.timing.elapsed() + .seconds(3600))
            }
            _ = try await watcher.poll().keys()
            try await account.simulator.deliverMessage(message)
            return try await watcher.poll().keys()
        }
        #expect(keys == ["message.delivered/turn_1"])
    }

    @Test func `a turn dated in the future does not hide those that come after it`() throws {
        let turns = Log<String>()
        let account = WatchedAccount()
        let transport = AnsweringTransport { _ in .json("[\(turns.all.reversed().joined(separator: ","))]") }
        @Sendable func turn(_ id: Int, at time: Timestamp) -> String {
            #"{"id": \#(id), "channel": "wa", "ts": "\#(time)", "role": "customer", "content": "hi"}"#
        }
        let keys = try account.world.run {
            let watcher = try account.watcher([.timeline(of: Self.phone)], from: .now, transport: transport)
            turns.add(turn(1, at: account.timing.now()))
            var keys = try await watcher.poll().keys()
            turns.add(turn(2, at: account.timing.now().advanced(by: .seconds(864_000))))
            keys += try await watcher.poll().keys()
            turns.add(turn(3, at: account.timing.now().advanced(by: .seconds(60))))
            try await account.timing.sleep(account.timing.elapsed() + .seconds(90))
            return keys + (try await watcher.poll().keys())
        }
        #expect(keys == ["message.replied/2", "message.replied/3"])
    }

    @Test func `decisions other than approved are asked for only when named`() throws {
        let account = WatchedAccount()
        let rounds = try account.world.run {
            let plain = try account.watcher([.approvals])
            let full = try account.watcher([.approvals(resolvedAs: [.approved, .denied, .countered])])
            for decision in [Simulator.Decision.approved, .denied, .countered] {
                try await account.simulator.decideApproval(try await account.simulator.approval(), decision)
            }
            return [try await plain.poll().keys(), try await full.poll().keys()]
        }
        #expect(rounds[0] == ["approval.requested/apr_1", "approval.resolved/apr_1:approved"])
        #expect(
            rounds[1] == [
                "approval.requested/apr_1", "approval.resolved/apr_1:approved", "approval.requested/apr_2",
                "approval.resolved/apr_2:denied", "approval.requested/apr_3", "approval.resolved/apr_3:countered",
            ])
    }

    @Test(arguments: [true, false])
    func `decisions of one instant are all found, whether the boundary is included or not`(included: Bool) throws {
        var shape = Simulator.Shape()
        shape.includesBoundary = included
        let account = WatchedAccount(shape: shape)
        let keys = try account.world.run {
            let watcher = try account.watcher([.approvals])
            let ids = try await [account.simulator.approval(), account.simulator.approval()]
            try await account.simulator.decideApproval(ids[0])
            var keys = try await watcher.poll().keys()
            try await account.simulator.decideApproval(ids[1])
            keys += try await watcher.poll().keys()
            return keys.filter { $0.hasPrefix("approval.resolved") }
        }
        #expect(keys == ["approval.resolved/apr_1:approved", "approval.resolved/apr_2:approved"])
    }

    @Test func `a wallet fires once per crossing, and falls through zero in order`() throws {
        let account = WatchedAccount()
        let keys = try account.world.run {
            let watcher = try account.watcher([.wallet(lowBelow: 200)])
            var keys: [String] = []
            for balance: Int64 in [500, 150, 120, 200, 199, -5, -5, 500, 0] {
                await account.simulator.setBalance(balance)
                keys += try await watcher.poll().keys()
            }
            return keys
        }
        #expect(
            keys == [
                "wallet.low/38#1", "wallet.low/38#2", "wallet.exhausted/38#1", "wallet.low/38#3",
                "wallet.exhausted/38#2",
            ])
    }

    @Test func `without a line of ours the account's autocharge threshold is the low line`() throws {
        var autocharged = Simulator.Account()
        autocharged.autochargeThresholdMinor = 400
        let account = WatchedAccount(account: autocharged)
        let keys = try account.world.run {
            let watcher = try account.watcher([.wallet()])
            await account.simulator.setBalance(399)
            return try await watcher.poll().keys()
        }
        #expect(keys == ["wallet.low/38#1"])
    }

    @Test func `a list of runs that turned over between two polls is a gap`() throws {
        var shape = Simulator.Shape()
        shape.listedRuns = 3
        let account = WatchedAccount(shape: shape)
        try account.world.run {
            await account.simulator.addWorkflow("wf_1")
            let watcher = try account.watcher([.runs(of: "wf_1")])
            for count in [2, 2, 5] {
                for _ in 0..<count { _ = try await account.simulator.startRun(workflow: "wf_1") }
                _ = try await watcher.poll().keys()
            }
        }
        let gaps = account.observations.all.compactMap { if case .gap(let gap) = $0 { gap.reason } else { nil } }
        #expect(
            gaps == [
                .openRunLeftList("run_1"), .runsDoNotOverlap, .openRunLeftList("run_2"), .openRunLeftList("run_3"),
                .openRunLeftList("run_4"),
            ])
    }

    @Test func `what cannot be read is told once, and again only when it changes`() throws {
        let account = WatchedAccount()
        let bodies = Log<String>()
        let transport = AnsweringTransport { _ in .json("[\(bodies.all.joined(separator: ","))]") }
        try account.world.run {
            let watcher = try account.watcher([.runs(of: "wf_1")], transport: transport)
            for body in [#"{"id": 1, "status": 7}"#, #"{"id": 2}"#, "3"] {
                bodies.add(body)
                _ = try await watcher.poll().keys()
            }
        }
        let told = account.observations.all.compactMap { observation in
            if case .undecodable(_, let issues) = observation { issues.map(\.path) } else { nil }
        }
        #expect(told == [["runs[0].status"], ["runs[0].status", "runs[2]"]])
    }

    @Test(arguments: [Duration.seconds(-7200), .zero, .seconds(7200)])
    func `a clock that is off is told, and loses nothing`(skew: Duration) throws {
        let account = WatchedAccount(skew: skew)
        let keys = try account.world.run {
            let watcher = try account.watcher([.timeline(of: Self.phone), .approvals], from: .now)
            _ = try await watcher.poll().keys()
            try await account.replies(1)
            try await account.simulator.decideApproval(try await account.simulator.approval())
            return try await watcher.poll().keys()
        }
        #expect(
            keys == ["message.replied/turn_1", "approval.requested/apr_1", "approval.resolved/apr_1:approved"])
        let told = account.observations.all.contains { if case .clockSkew = $0 { true } else { false } }
        #expect(told == (skew != .zero))
    }
}
