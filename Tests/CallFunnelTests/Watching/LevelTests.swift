// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// Levels have no id: crossings of the wallet and of a suspension.
@Suite struct LevelTests {
    // MARK: Levels

    @Test func `a crossing recorded before its mark does not swallow the next one after a crash`() throws {
        let account = WatchedAccount()
        let ledger = MemoryLedger(timing: account.timing)
        let keys = try account.world.run {
            try await account.timing.sleep(.milliseconds(500))
            await account.simulator.setBalance(-5)
            try await account.simulator.approval()
            let sources: [Watcher.Source] = [.approvals, .wallet(lowBelow: 200)]
            let first = try account.watcher(sources, ledger: ledger)
            let events = first.events().makeAsyncIterator()
            var keys: [String] = []
            for _ in 0..<3 {
                keys.append(try await events.next()?.key.description ?? "")
                try await account.timing.sleep(account.timing.elapsed() + .seconds(2))
            }
            #expect(keys == ["wallet.low/38#1", "wallet.exhausted/38#1", "approval.requested/apr_1"])
            withExtendedLifetime(events) {}

            // The process dies, and its claims with it. Another one takes over.
            try await account.timing.sleep(account.timing.elapsed() + .seconds(301))
            let second = try account.watcher(sources, ledger: ledger)
            await account.simulator.setBalance(500)
            _ = try await second.poll().keys()
            await account.simulator.setBalance(150)
            return try await second.poll().keys()
        }
        #expect(keys.map { $0.hasPrefix("wallet.low/") } == [true])
    }

    @Test func `what was shown before a crash is delivered after it, though the level has recovered`() throws {
        let account = WatchedAccount()
        let ledger = MemoryLedger(timing: account.timing)
        let rounds = try account.world.run {
            let sources: [Watcher.Source] = [.wallet(lowBelow: 200)]
            var rounds: [[String]] = []
            await account.simulator.setBalance(-5)
            rounds.append(try await account.watcher(sources, ledger: ledger).poll().keys(1))
            await account.simulator.setBalance(500)
            try await account.timing.sleep(account.timing.elapsed() + .seconds(301))
            let next = try account.watcher(sources, ledger: ledger)
            rounds.append(try await next.poll().keys())

            await account.simulator.suspend()
            do {
                rounds.append(try await account.watcher(sources, ledger: ledger).poll().keys(1))
            } catch let error as CallFunnelError where error.code == .suspended {}
            await account.simulator.reinstate()
            try await account.timing.sleep(account.timing.elapsed() + .seconds(301))
            for _ in 0..<2 { rounds.append(try await next.poll().keys()) }
            return rounds
        }
        #expect(
            rounds == [
                ["wallet.low/38#1"], ["wallet.low/38#1", "wallet.exhausted/38#1"], ["tenant.suspended/38#1"],
                ["tenant.suspended/38#1"], [],
            ])
    }

    @Test func `a crossing that only one of two watchers saw does not swallow the next one`() throws {
        let account = WatchedAccount()
        let ledger = MemoryLedger(timing: account.timing)
        let rounds = try account.world.run {
            let sources: [Watcher.Source] = [.wallet(lowBelow: 200)]
            let first = try account.watcher(sources, ledger: ledger)
            let second = try account.watcher(sources, ledger: ledger)
            var rounds: [[String]] = []
            for (balance, watchers) in [(150, [first, second]), (500, [first, second]), (150, [second]), (500, [])]
                as [(Int64, [Watcher])]
            {
                await account.simulator.setBalance(balance)
                for watcher in watchers { rounds.append(try await watcher.poll().keys()) }
            }
            _ = try await second.poll().keys()
            await account.simulator.setBalance(150)
            rounds.append(try await first.poll().keys())
            return rounds
        }
        #expect(rounds.map(\.count) == [1, 0, 0, 0, 1, 1])
    }

    @Test func `a wallet whose first answer had no balance is not news either`() throws {
        let account = WatchedAccount()
        let bodies = Log<String>()
        let transport = AnsweringTransport { _ in .json(bodies.all.last ?? "") }
        let keys = try account.world.run {
            let watcher = try account.watcher([.wallet(lowBelow: 200)], from: .now, transport: transport)
            bodies.add(#"{"tenant_id": 38, "balance_minor": "a lot"}"#)
            var keys = try await watcher.poll().keys()
            bodies.add(#"{"tenant_id": 38, "balance_minor": 100}"#)
            keys += try await watcher.poll().keys()
            return keys
        }
        #expect(keys == [])
    }

    // MARK: Suspension

    /// Watches for an hour a service that refuses approvals as suspended and answers everything else.
    private func suspensions(from start: Watcher.StartingPoint) throws -> [String] {
        let account = WatchedAccount()
        let log = Log<String>()
        let transport = AnsweringTransport { request in
            guard request.url.path.hasSuffix("approvals") else { return try await account.simulator.send(request) }
            return .json(#"{"detail": "Tenant suspended"}"#, status: 403)
        }
        try account.world.run {
            let watcher = try account.watcher([.approvals, .wallet()], from: start, transport: transport)
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    do { for try await event in watcher.events() { log.add(event.key.description) } } catch {}
                }
                group.addTask { try? await account.timing.sleep(.seconds(3600)) }
                await group.next()
                group.cancelAll()
            }
        }
        return log.all
    }

    @Test func `a suspension that leaves one endpoint open is one event`() throws {
        let keys = try suspensions(from: .everything)
        #expect(keys.count == 1)
    }

    @Test func `a suspension that is there at the start is announced, as nothing else can be read`() throws {
        let account = WatchedAccount()
        let log = Log<String>()
        try account.world.run {
            await account.simulator.suspend("compliance review")
            let watcher = try account.watcher([.approvals], from: .now)
            do throws(CallFunnelError) {
                for try await event in watcher.poll() { log.add(event.key.description) }
            } catch {
                #expect(error.code == .suspended)
            }
        }
        #expect(log.all == ["tenant.suspended/-#1"])
    }
}
