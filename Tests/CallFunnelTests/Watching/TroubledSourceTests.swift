// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// The first poll of a source, and lists of runs.
@Suite struct TroubledSourceTests {
    // MARK: The first poll

    @Test func `a second watcher that starts late from now swallows nothing of the first`() throws {
        let account = WatchedAccount()
        let ledger = MemoryLedger(timing: account.timing)
        let fails = Switch()
        let flaky = AnsweringTransport { request in
            fails.isOn ? .json("{}", status: 404) : try await account.simulator.send(request)
        }
        let keys = try account.world.run {
            let first = try account.watcher([.approvals], from: .now, ledger: ledger)
            let second = try account.watcher([.approvals], from: .now, ledger: ledger, transport: flaky)
            fails.turn(on: true)
            _ = try? await second.poll().keys()
            fails.turn(on: false)
            var keys = try await first.poll().keys()
            try await account.simulator.approval()
            keys += try await second.poll().keys()
            keys += try await first.poll().keys()
            return keys
        }
        #expect(keys == ["approval.requested/apr_1"])
    }

    @Test(arguments: [Watcher.Source.runs(of: "wf_1"), .timeline(of: "+12025550143")])
    func `a first answer that cannot be read is no starting point`(source: Watcher.Source) throws {
        let account = WatchedAccount()
        let breaks = Switch()
        let transport = AnsweringTransport { request in
            breaks.isOn ? .json("[1, 2, 3]") : try await account.simulator.send(request)
        }
        let keys = try account.world.run {
            await account.simulator.addWorkflow("wf_1")
            _ = try await account.simulator.startRun(workflow: "wf_1")
            try await account.replies(3)
            let watcher = try account.watcher([source], from: .now, transport: transport)
            let log = Log<String>()
            breaks.turn(on: true)
            await watcher.poll().log(to: log)
            breaks.turn(on: false)
            await watcher.poll().log(to: log)
            return log.all
        }
        #expect(keys == [])
    }

    @Test func `a pending approval is followed to its end although the first poll failed half way`() throws {
        let account = WatchedAccount()
        let fails = Switch()
        let flaky = AnsweringTransport { request in
            fails.isOn && request.url.query()?.contains("approved") == true
                ? .json("{}", status: 404) : try await account.simulator.send(request)
        }
        let keys = try account.world.run {
            let approval = try await account.simulator.approval()
            let watcher = try account.watcher([.approvals], from: .now, transport: flaky)
            fails.turn(on: true)
            for _ in 0..<3 {
                _ = try? await watcher.poll().keys()
                try await account.timing.sleep(account.timing.elapsed() + .seconds(600))
            }
            try await account.simulator.decideApproval(approval)
            fails.turn(on: false)
            return try await watcher.poll().keys()
        }
        #expect(keys == ["approval.resolved/apr_1:approved"])
    }

    @Test(arguments: [Duration.seconds(-3 * 86_400), .seconds(3 * 86_400)])
    func `a time of day days off, and a service that tells none, lose no decision`(skew: Duration) throws {
        let account = WatchedAccount(skew: skew)
        let keys = try account.world.run {
            let watcher = try account.watcher(
                [.approvals], from: .now, transport: DatelessTransport(account.simulator))
            _ = try await watcher.poll().keys()
            try await account.simulator.decideApproval(try await account.simulator.approval())
            return try await watcher.poll().keys()
        }
        #expect(keys.contains("approval.resolved/apr_1:approved"))
    }

    // MARK: Runs

    private func gaps(_ account: WatchedAccount) -> Int {
        account.observations.all.filter { if case .gap = $0 { true } else { false } }.count
    }

    @Test func `a list of runs that stays empty is one gap`() throws {
        let account = WatchedAccount()
        let empties = Switch()
        let transport = AnsweringTransport { request in
            empties.isOn ? .json("[]") : try await account.simulator.send(request)
        }
        try account.world.run {
            await account.simulator.addWorkflow("wf_1")
            _ = try await account.simulator.startRun(workflow: "wf_1")
            let watcher = try account.watcher([.runs(of: "wf_1")], transport: transport)
            _ = try await watcher.poll().keys()
            empties.turn(on: true)
            for _ in 0..<5 { _ = try await watcher.poll().keys() }
        }
        #expect(gaps(account) <= 1)
    }

    @Test func `an open run that leaves the list is a gap, since its end cannot be seen`() throws {
        var shape = Simulator.Shape()
        shape.listedRuns = 3
        let account = WatchedAccount(shape: shape)
        try account.world.run {
            await account.simulator.addWorkflow("wf_1")
            let watcher = try account.watcher([.runs(of: "wf_1")])
            for _ in 0..<5 {
                _ = try await account.simulator.startRun(workflow: "wf_1")
                _ = try await watcher.poll().keys()
            }
            try await account.simulator.endRun("run_1")
            _ = try await watcher.poll().keys()
        }
        #expect(gaps(account) > 0)
    }

    @Test func `a run listed twice, once without its calls, still ends last`() throws {
        let account = WatchedAccount()
        let transport = AnsweringTransport { _ in
            .json(
                #"""
                [{"id": 1, "status": "completed"},
                 {"id": 1, "status": "completed", "calls": [{"id": 2, "status": "completed"}]}]
                """#)
        }
        let keys = try account.world.run {
            try await account.watcher([.runs(of: "wf_1")], transport: transport).poll().keys()
        }
        #expect(keys == ["workflow.run.started/1", "call.completed/2", "workflow.run.ended/1"])
    }
}
