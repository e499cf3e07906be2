// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

@Suite struct StartingPointTests {
    private static let phone = "+12025550143"

    /// Plays the same history around the start of a watcher and returns what it delivered.
    private func delivered(from start: @escaping @Sendable (Timestamp) -> Watcher.StartingPoint) throws -> [String] {
        let account = WatchedAccount()
        return try account.world.run {
            let simulator = account.simulator
            await simulator.addWorkflow("wf_1")
            let run = try await simulator.startRun(workflow: "wf_1")
            let old = try await simulator.startCall(in: run, phone: Self.phone)
            try await simulator.endCall(old)
            let approval = try await simulator.approval()
            let message = await simulator.sendMessage(to: Self.phone, "hello")
            await simulator.setBalance(100)
            try await account.timing.sleep(.seconds(600))
            let middle = account.timing.now()
            let reply = await simulator.reply(from: Self.phone, "hi")
            try await account.timing.sleep(.seconds(700))

            let watcher = try account.watcher(
                [.runs(of: "wf_1"), .approvals, .timeline(of: .init(Self.phone)), .wallet(lowBelow: 200)],
                from: start(middle))
            var keys = try await watcher.poll().keys()
            try await simulator.endRun(run)
            try await simulator.decideApproval(approval, .approved)
            try await simulator.deliverMessage(message)
            keys += ["--"]
            keys += try await watcher.poll().keys()
            #expect(reply == "turn_2")
            return keys
        }
    }

    private static let later = [
        "--", "workflow.run.ended/run_1", "approval.resolved/apr_1:approved", "message.delivered/turn_1",
    ]

    @Test func `now announces nothing that was there, and follows what is open to its end`() throws {
        #expect(try delivered { _ in .now } == Self.later)
    }

    @Test func `everything announces what the service still shows`() throws {
        let keys = try delivered { _ in .everything }
        #expect(Array(keys.suffix(4)) == Self.later)
        #expect(
            keys.dropLast(4).sorted() == [
                "approval.requested/apr_1", "call.completed/call_1", "message.replied/turn_2", "message.sent/turn_1",
                "wallet.low/38#1", "workflow.run.started/run_1",
            ])
    }

    @Test func `since announces what happened at that instant or later, and what has no time of its own`() throws {
        let keys = try delivered { .since($0) }
        #expect(keys == ["message.replied/turn_2", "wallet.low/38#1"] + Self.later)
    }

    @Test func `the starting point is of no account to a ledger that knows the source`() throws {
        let account = WatchedAccount()
        let ledger = MemoryLedger(timing: account.timing)
        let keys = try account.world.run {
            try await account.replies(1)
            _ = try await account.watcher([.timeline(of: "+12025550143")], from: .now, ledger: ledger).poll().keys()
            try await account.replies(1)
            let again = try account.watcher([.timeline(of: "+12025550143")], from: .everything, ledger: ledger)
            return try await again.poll().keys()
        }
        #expect(keys == ["message.replied/turn_2"])
    }

    @Test func `what comes after a first poll is news though the process ended before that round was done with`() throws
    {
        let account = WatchedAccount()
        let ledger = MemoryLedger(timing: account.timing)
        let keys = try account.world.run {
            let known = Watcher.Source.timeline(of: .init(Self.phone))
            try await account.replies(1)
            _ = try await account.watcher([known], from: .now, ledger: ledger).poll().keys()

            try await account.replies(1)
            _ = try await account.simulator.approval()
            let first = try account.watcher([known, .approvals], from: .now, ledger: ledger)
            // The reply is never acknowledged, so that approvals were read is not on record.
            var keys = try await first.events().keys(1)

            // Until its claims have run out.
            try await account.timing.sleep(account.timing.elapsed() + .seconds(301))
            _ = try await account.simulator.approval()
            try await account.timing.sleep(account.timing.elapsed() + .seconds(60))
            keys += try await account.watcher([known, .approvals], from: .now, ledger: ledger).poll().keys()
            return keys
        }
        #expect(keys == ["message.replied/turn_2", "message.replied/turn_2", "approval.requested/apr_2"])
    }
}
