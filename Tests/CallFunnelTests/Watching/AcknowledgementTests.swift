// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// Rounds of polls that end with an error, and what the ledger is told of what was acknowledged.
@Suite struct AcknowledgementTests {
    private static let phone: PhoneNumber = "+12025550143"

    // MARK: A round that ends with an error

    @Test func `what a round had read when the task was cancelled is not lost`() throws {
        let account = WatchedAccount()
        let hangs = Switch()
        let transport = AnsweringTransport { request in
            if hangs.isOn, request.url.path.hasSuffix("approvals") {
                try await account.timing.sleep(account.timing.elapsed() + .seconds(20))
            }
            return try await account.simulator.send(request)
        }
        let keys = try account.world.run {
            let watcher = try account.watcher([.approvals, .wallet(lowBelow: 200)], transport: transport)
            hangs.turn(on: true)
            await account.simulator.setBalance(150)
            await withTaskGroup(of: Void.self) { group in
                group.addTask { _ = try? await watcher.events().keys() }
                group.addTask { try? await account.timing.sleep(.seconds(5)) }
                await group.next()
                group.cancelAll()
            }
            hangs.turn(on: false)
            await account.simulator.setBalance(500)
            return try await watcher.poll().keys()
        }
        #expect(keys == ["wallet.low/38#1"])
    }

    @Test func `what a round had read when the ledger failed for another source is not lost`() throws {
        let account = WatchedAccount()
        let ledger = OnceFailingLedger(timing: account.timing)
        let keys = try account.world.run {
            await account.simulator.addWorkflow("wf_1")
            _ = try await account.simulator.startRun(workflow: "wf_1")
            await account.simulator.setBalance(150)
            let watcher = try account.watcher([.runs(of: "wf_1"), .wallet(lowBelow: 200)], ledger: ledger)
            _ = try? await watcher.poll().keys()
            await account.simulator.setBalance(500)
            return try await watcher.poll().keys()
        }
        #expect(keys.sorted() == ["wallet.low/38#1", "workflow.run.started/run_1"])
    }

    @Test func `a ledger call that is cancelled ends the loop as cancelled`() throws {
        let account = WatchedAccount()
        let code = try account.world.run {
            try await account.simulator.approval()
            let watcher = try account.watcher([.approvals], ledger: SlowLedger(timing: account.timing))
            return await withTaskGroup(of: CallFunnelError.Code?.self) { group in
                group.addTask {
                    do throws(CallFunnelError) {
                        for try await _ in watcher.events() {}
                        return nil
                    } catch { return error.code }
                }
                group.addTask {
                    try? await account.timing.sleep(.seconds(1))
                    return nil
                }
                _ = await group.next()
                group.cancelAll()
                return await group.next() ?? nil
            }
        }
        #expect(code == .cancelled)
    }

    @Test func `a ledger that throws an error of ours ends the stream like any other`() throws {
        let account = WatchedAccount()
        let code = try account.world.run {
            try await account.simulator.approval()
            let watcher = try account.watcher([.approvals], ledger: UnavailableLedger())
            return await withTaskGroup(of: CallFunnelError.Code?.self) { group in
                group.addTask {
                    do throws(CallFunnelError) {
                        for try await _ in watcher.events() {}
                        return nil
                    } catch { return error.code }
                }
                group.addTask {
                    try? await account.timing.sleep(.seconds(600))
                    return nil
                }
                let first = await group.next() ?? nil
                group.cancelAll()
                return first
            }
        }
        #expect(code == .ledgerFailed)
    }

    // MARK: What was acknowledged

    @Test func `what was acknowledged before a break is not delivered again by the next process`() throws {
        let account = WatchedAccount()
        let ledger = MemoryLedger(timing: account.timing)
        let keys = try account.world.run {
            try await account.replies(5)
            let first = try account.watcher([.timeline(of: Self.phone)], ledger: ledger)
            _ = try await first.events().keys(3)
            // The claims of the first have to run out.
            try await account.timing.sleep(account.timing.elapsed() + .seconds(301))
            return try await account.watcher([.timeline(of: Self.phone)], ledger: ledger).poll().keys()
        }
        #expect(keys == (3...5).map { "message.replied/turn_\($0)" })
    }

    @Test func `what was acknowledged is not delivered again by another while a handler takes its time`() throws {
        let account = WatchedAccount()
        let ledger = MemoryLedger(timing: account.timing)
        let keys = try account.world.run {
            try await account.replies(3)
            let first = try account.watcher([.timeline(of: Self.phone)], ledger: ledger)
            let events = first.events().makeAsyncIterator()
            _ = try await events.next()
            _ = try await events.next()
            try await account.timing.sleep(account.timing.elapsed() + .seconds(301))
            let keys = try await account.watcher([.timeline(of: Self.phone)], ledger: ledger).poll().keys()
            withExtendedLifetime(events) {}
            return keys
        }
        #expect(!keys.contains("message.replied/turn_1"))
    }

    // MARK: A refused key

    @Test func `one endpoint that answers 401 for five seconds does not end what the key still opens`() throws {
        let account = WatchedAccount()
        let log = Log<CallFunnelError.Code>()
        let transport = AnsweringTransport { request in
            if account.timing.elapsed() < .seconds(5), request.url.path.hasSuffix("balance") {
                return .json("{}", status: 401)
            }
            return try await account.simulator.send(request)
        }
        try account.world.run {
            let watcher = try account.watcher([.approvals, .wallet()], transport: transport)
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    do throws(CallFunnelError) { for try await _ in watcher.events() {} } catch { log.add(error.code) }
                }
                group.addTask { try? await account.timing.sleep(.seconds(600)) }
                await group.next()
                group.cancelAll()
            }
        }
        #expect(log.all == [.cancelled])
    }
}
