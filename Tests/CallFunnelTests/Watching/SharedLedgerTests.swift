// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

/// Several watchers of one account on one ledger.
@Suite struct SharedLedgerTests {
    private static let source = Watcher.Source.timeline(of: "+12025550143")

    @Test func `what one has handled the other does not see`() throws {
        let account = WatchedAccount()
        let ledger = MemoryLedger(timing: account.timing)
        let rounds = try account.world.run {
            try await account.replies(3)
            let first = try await account.watcher([Self.source], ledger: ledger).poll().keys()
            return [first, try await account.watcher([Self.source], ledger: ledger).poll().keys()]
        }
        #expect(rounds[0].count == 3 && rounds[1].isEmpty)
    }

    @Test func `while one handles an event, the other holds back what follows of its resource`() throws {
        let account = WatchedAccount()
        let ledger = MemoryLedger(timing: account.timing)
        let rounds = try account.world.run {
            await account.simulator.addWorkflow("wf_1")
            for _ in 1...2 {
                let run = try await account.simulator.startRun(workflow: "wf_1")
                try await account.simulator.endRun(run)
                try await account.timing.sleep(account.timing.elapsed() + .seconds(1))
            }
            let first = try account.watcher([.runs(of: "wf_1")], ledger: ledger)
            let second = try account.watcher([.runs(of: "wf_1")], ledger: ledger)
            let busy = first.events().makeAsyncIterator()
            let taken = try await busy.next()
            let meanwhile = try await second.poll().keys()
            // The first dies with its event: the lease has to run out before the second may have it.
            try await account.timing.sleep(account.timing.elapsed() + .seconds(301))
            withExtendedLifetime(busy) {}
            return [[taken?.key.description ?? ""], meanwhile, try await second.poll().keys()]
        }
        #expect(
            rounds == [
                ["workflow.run.started/run_1"], ["workflow.run.started/run_2", "workflow.run.ended/run_2"],
                ["workflow.run.started/run_1", "workflow.run.ended/run_1"],
            ])
    }

    @Test func `two watchers at work at once deliver every event once between them`() throws {
        let account = WatchedAccount(seed: 5, pageSize: 4)
        let ledger = MemoryLedger(timing: account.timing)
        let log = Log<String>()
        try account.world.run {
            let watchers = try (0..<2).map { _ in
                try account.watcher([Self.source], ledger: ledger, every: .seconds(3))
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for watcher in watchers {
                    group.addTask {
                        do {
                            for try await event in watcher.events() { log.add(event.key.description) }
                        } catch let error as CallFunnelError where error.code == .cancelled {}
                    }
                }
                try await account.replies(100)
                try await account.timing.sleep(account.timing.elapsed() + .seconds(60))
                group.cancelAll()
            }
        }
        #expect(log.all.sorted() == (1...100).map { "message.replied/turn_\($0)" }.sorted())
    }

    private static let held: [(source: Watcher.Source, name: String, start: Watcher.StartingPoint, waits: Bool)] = [
        (.approvals, "approvals", .now, true), (.approvals, "approvals", .everything, false),
        (.runs(of: "wf_1"), "runs/wf_1", .since(Timestamp(microsecondsSinceEpoch: 0)), true),
        (.wallet(lowBelow: 200), "wallet", .everything, true),
    ]

    @Test(arguments: held.indices)
    func `a first poll that sets the baseline, and the wallet, are one watcher's at a time`(index: Int) throws {
        let (source, name, start, waits) = Self.held[index]
        let account = WatchedAccount()
        let ledger = MemoryLedger(timing: account.timing)
        let key = EventKey(EventType(rawValue: "watcher.hold"), name)
        let requests = try account.world.run {
            await account.simulator.addWorkflow("wf_1")
            let watcher = try account.watcher([source], from: start, ledger: ledger)
            _ = await ledger.claim(key, for: "another watcher")
            _ = try await watcher.poll().keys()
            let during = await account.simulator.requests.count
            await ledger.release([key], for: "another watcher")
            _ = try await watcher.poll().keys()
            return [during, await account.simulator.requests.count]
        }
        #expect((requests[0] == 0) == waits && requests[1] > 0)
        let observed = account.observations.all.contains { if case .heldBack(key) = $0 { true } else { false } }
        #expect(observed == waits)
    }

    @Test func `while a crossing is handled nobody else reads the wallet, until the lease has run out`() throws {
        let account = WatchedAccount()
        let ledger = MemoryLedger(timing: account.timing)
        let rounds = try account.world.run {
            await account.simulator.setBalance(100)
            let watchers = try (0..<2).map { _ in try account.watcher([.wallet(lowBelow: 200)], ledger: ledger) }
            var rounds = [try await watchers[0].events().keys(1)]
            let asked = await account.simulator.requests.count
            rounds.append(try await watchers[1].poll().keys())
            #expect(await account.simulator.requests.count == asked)
            try await account.timing.sleep(account.timing.elapsed() + .seconds(301))
            rounds.append(try await watchers[1].poll().keys())
            return rounds
        }
        #expect(rounds == [["wallet.low/38#1"], [], ["wallet.low/38#1"]])
    }
}
