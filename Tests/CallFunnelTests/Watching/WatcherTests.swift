// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Testing

@testable import CallFunnel

@Suite struct WatcherTests {
    @Test func `a call that ends while watched is delivered once, after its run started`() throws {
        let account = WatchedAccount()
        let rounds = try account.world.run {
            let watcher = try account.watcher([.runs(of: "wf_1")])
            await account.simulator.addWorkflow("wf_1")
            let run = try await account.simulator.startRun(workflow: "wf_1")
            let call = try await account.simulator.startCall(in: run, phone: "+12025550143")
            let first = try await watcher.poll().keys()
            try await account.simulator.endCall(call, disposition: "interested")
            return [first, try await watcher.poll().keys(), try await watcher.poll().keys()]
        }
        #expect(rounds == [["workflow.run.started/run_1"], ["call.completed/call_1"], []])
    }

    @Test func `asking for the next event acknowledges the last, leaving the loop does not`() throws {
        let account = WatchedAccount()
        let ledger = MemoryLedger(timing: account.timing)
        let rounds = try account.world.run {
            try await account.replies(5)
            let watcher = try account.watcher([.timeline(of: "+12025550143")], ledger: ledger)
            let left = try await watcher.events().keys(3)
            let after = try await watcher.poll().keys()
            let unrecorded = await ledger.unrecorded(of: left.compactMap { EventKey($0) })
            return [left, after, unrecorded.map(\.description)]
        }
        #expect(rounds[0] == ["message.replied/turn_1", "message.replied/turn_2", "message.replied/turn_3"])
        #expect(rounds[1] == ["message.replied/turn_3", "message.replied/turn_4", "message.replied/turn_5"])
        #expect(rounds[2].isEmpty)
    }

    @Test func `an event whose handler threw comes again`() throws {
        struct Refused: Error {}
        let account = WatchedAccount()
        let again = try account.world.run {
            try await account.replies(2)
            let watcher = try account.watcher([.timeline(of: "+12025550143")])
            await #expect(throws: Refused.self) {
                for try await _ in watcher.events() { throw Refused() }
            }
            return try await watcher.poll().keys()
        }
        #expect(again == ["message.replied/turn_1", "message.replied/turn_2"])
    }

    @Test func `a cancelled task acknowledges nothing, even if its handler swallowed the cancellation`() throws {
        let account = WatchedAccount()
        let again = try account.world.run {
            try await account.replies(2)
            let watcher = try account.watcher([.timeline(of: "+12025550143")])
            let code = await withTaskGroup(of: CallFunnelError.Code?.self) { group in
                group.addTask {
                    do throws(CallFunnelError) {
                        for try await _ in watcher.events() {
                            try? await account.timing.sleep(account.timing.elapsed() + .seconds(60))
                        }
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
            #expect(code == .cancelled)
            return try await watcher.poll().keys()
        }
        #expect(again == ["message.replied/turn_1", "message.replied/turn_2"])
    }

    @Test func `a second loop at once is a clear error, and harms the first in nothing`() throws {
        let account = WatchedAccount()
        let keys = try account.world.run {
            try await account.replies(2)
            let watcher = try account.watcher([.timeline(of: "+12025550143")])
            let first = watcher.events().makeAsyncIterator()
            var keys = [try await first.next()?.key.description]
            do throws(CallFunnelError) {
                _ = try await watcher.events().makeAsyncIterator().next()
                Issue.record("the second loop was let in")
            } catch {
                #expect(error.code == .alreadyIterating)
            }
            keys.append(try await first.next()?.key.description)
            return keys
        }
        #expect(keys == ["message.replied/turn_1", "message.replied/turn_2"])
    }

    @Test func `no request is made while the consumer works`() throws {
        let account = WatchedAccount()
        let counts = try account.world.run {
            try await account.replies(1)
            let watcher = try account.watcher([.timeline(of: "+12025550143")])
            let events = watcher.events().makeAsyncIterator()
            _ = try await events.next()
            let before = await account.simulator.requests.count
            try await account.timing.sleep(.seconds(3600))
            let after = await account.simulator.requests.count
            withExtendedLifetime(events) {}
            return [before, after]
        }
        #expect(counts[0] > 0 && counts[0] == counts[1])
    }

    @Test func `an hour's stall is followed by one poll, not by those it missed`() throws {
        let account = WatchedAccount()
        let polls = try account.world.run {
            try await account.replies(1)
            let watcher = try account.watcher([.approvals])
            let events = watcher.events().makeAsyncIterator()
            try await account.simulator.approval()
            _ = try await events.next()
            try await account.timing.sleep(.seconds(3600))
            try await account.simulator.approval()
            _ = try await events.next()
            return await account.simulator.requests.filter { $0.target.contains("pending") }.count
        }
        #expect(polls == 2)
    }

    @Test func `at most four requests are under way at once`() throws {
        let account = WatchedAccount()
        let gauge = LoadGauge(account.simulator, timing: account.timing)
        let most = try account.world.run {
            let phones = (10..<40).map { PhoneNumber("+120255501\($0)") }
            let watcher = try account.watcher(phones.map { .timeline(of: $0) }, transport: gauge)
            _ = try await watcher.poll().keys()
            return gauge.most
        }
        #expect(most == 4)
    }

    @Test(arguments: [
        ([Watcher.Source](), "a watcher needs a source"),
        ([.wallet(lowBelow: 1), .wallet(lowBelow: 2)], "different settings"),
        ([.approvals, .approvals(resolvedAs: [.denied])], "different settings"),
    ])
    func `sources that cannot be watched are refused`(sources: [Watcher.Source], message: String) throws {
        let account = WatchedAccount()
        let error = #expect(throws: CallFunnelError.self) { try account.watcher(sources) }
        #expect(error?.code == .invalidConfiguration && error?.message.contains(message) == true)
    }
}

extension WatchedAccount {
    /// So many replies of one contact, a second apart.
    func replies(_ count: Int, from phone: String = "+12025550143") async throws {
        for number in 0..<count {
            _ = await simulator.reply(from: phone, "reply \(number)")
            try await timing.sleep(timing.elapsed() + .seconds(1))
        }
    }
}

extension Simulator {
    /// A pending approval without a call.
    @discardableResult
    func approval() throws -> String {
        try requestApproval("10 % off", amountMinor: 1000)
    }
}
