// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Testing

@testable import CallFunnel

@Suite struct WatcherFailureTests {
    /// Watches until the watcher fails or the time is up, and tells how it ended.
    private func end(
        _ account: WatchedAccount, _ sources: [Watcher.Source] = [.approvals], after time: Duration = .seconds(7200),
        ledger: (any EventLedger)? = nil, key: String = Simulator.defaultKey, transport: (any Transport)? = nil,
        log: Log<String> = Log(),
        meanwhile: @escaping @Sendable () async throws -> Void = {}
    ) throws -> CallFunnelError.Code? {
        try account.world.run {
            let watcher = try account.watcher(sources, ledger: ledger, transport: transport, key: key)
            return await withTaskGroup(of: CallFunnelError.Code?.self) { group in
                group.addTask {
                    do throws(CallFunnelError) {
                        for try await event in watcher.events() { log.add(event.key.description) }
                        return nil
                    } catch { return error.code }
                }
                group.addTask {
                    do {
                        try await meanwhile()
                        try await account.timing.sleep(time)
                    } catch is CancellationError {
                    } catch { Issue.record(error) }
                    return .cancelled
                }
                let first = await group.next() ?? nil
                group.cancelAll()
                return first
            }
        }
    }

    @Test(arguments: [Fault.rateLimit, .serverError, .truncated, .slow, .malformedElement, .duplicates])
    func `a transient failure never ends the stream, and nothing is lost by it`(fault: Fault) throws {
        let account = WatchedAccount()
        let log = Log<String>()
        let code = try end(account, log: log) { [account] in
            await account.simulator.inject(fault, times: 40)
            try await account.simulator.approval()
        }
        #expect(code == .cancelled)
        #expect(log.all == ["approval.requested/apr_1"])
    }

    @Test func `a network that is down for an hour is not the end`() throws {
        let account = WatchedAccount()
        let log = Log<String>()
        let flaky = AnsweringTransport { request in
            guard account.timing.elapsed() > .seconds(3600) else { throw ConnectionLost() }
            return try await account.simulator.send(request)
        }
        let code = try end(account, transport: flaky, log: log) { try await account.simulator.approval() }
        #expect(code == .cancelled)
        #expect(log.all == ["approval.requested/apr_1"])
        let waits = account.observations.all.compactMap { observation in
            if case .failed(_, let error, _, let wait) = observation, error.code == .unreachable { wait } else { nil }
        }
        #expect(waits.count > 5 && waits.allSatisfy { $0 <= .seconds(300) })
    }

    private struct ConnectionLost: Error {}

    @Test func `a key refused three times ends the stream within seconds, with a typed error`() throws {
        let account = WatchedAccount()
        let code = try end(account, [.approvals, .wallet()], key: "cf_live_revoked")
        #expect(code == .unauthorized)
        #expect(account.world.clock.now.offset < .seconds(10))
    }

    @Test func `a key refused twice is tried again`() throws {
        let account = WatchedAccount()
        let log = Log<String>()
        let code = try end(account, log: log) {
            await account.simulator.inject(.unauthorized, times: 2)
            try await account.simulator.approval()
        }
        #expect(code == .cancelled)
        #expect(log.all == ["approval.requested/apr_1"])
    }

    @Test func `a missing scope concerns its source only`() throws {
        let account = WatchedAccount()
        let log = Log<String>()
        let scoped = AnsweringTransport { request in
            guard request.description.hasSuffix("balance") else { return try await account.simulator.send(request) }
            return .json(#"{"detail": "insufficient scope"}"#, status: 403)
        }
        let code = try end(account, [.wallet(), .approvals], transport: scoped, log: log) {
            try await account.simulator.approval()
        }
        #expect(code == .cancelled)
        #expect(log.all == ["approval.requested/apr_1"])
    }

    @Test func `a suspension is an event, once, and again only after the account was answered`() throws {
        let account = WatchedAccount()
        let log = Log<String>()
        _ = try end(account, [.approvals, .wallet()], log: log) {
            for _ in 1...2 {
                try await account.timing.sleep(account.timing.elapsed() + .seconds(600))
                await account.simulator.suspend("compliance review")
                try await account.timing.sleep(account.timing.elapsed() + .seconds(1800))
                await account.simulator.reinstate()
            }
            try await account.timing.sleep(account.timing.elapsed() + .seconds(300))
            try await account.simulator.approval()
        }
        #expect(log.all == ["tenant.suspended/38#1", "tenant.suspended/38#2", "approval.requested/apr_1"])
    }

    @Test func `while suspended it polls up to ten times more slowly and at least every five minutes`() throws {
        let account = WatchedAccount()
        _ = try end(account, [.wallet()]) {
            await account.simulator.suspend("compliance review")
        }
        let times = account.observations.all.compactMap { observation in
            if case .failed(_, _, _, let wait) = observation { wait } else { nil }
        }
        #expect(times.count > 10 && times.allSatisfy { (.seconds(270) ... .seconds(300)).contains($0) })
    }

    @Test(arguments: BrokenLedger.Step.allCases)
    func `a ledger that fails ends the stream before an event is handed out on a guess`(
        step: BrokenLedger.Step
    ) throws {
        let account = WatchedAccount()
        let log = Log<String>()
        let code = try end(account, ledger: BrokenLedger(step, timing: account.timing), log: log) {
            try await account.simulator.approval()
        }
        #expect(code == .ledgerFailed)
        #expect(log.all.count <= (step == .record ? 1 : 0))
    }

    @Test func `a turn by hand delivers what can be read and then throws the first failure`() throws {
        let account = WatchedAccount()
        let delivered = Log<String>()
        let code = try account.world.run {
            try await account.simulator.approval()
            let watcher = try account.watcher([.runs(of: "wf_unknown"), .approvals])
            do throws(CallFunnelError) {
                for try await event in watcher.poll() { delivered.add(event.key.description) }
                return nil as CallFunnelError.Code?
            } catch { return error.code }
        }
        #expect(code == .notFound)
        #expect(delivered.all == ["approval.requested/apr_1"])
    }
}

/// A ledger in which one kind of step fails.
struct BrokenLedger: EventLedger {
    enum Step: CaseIterable, Sendable {
        case marks, unrecorded, claim, record
    }

    struct Failure: Error {}

    private let step: Step
    private let ledger: MemoryLedger

    init(_ step: Step, timing: Timing) {
        self.step = step
        ledger = MemoryLedger(timing: timing)
    }

    private func check(_ step: Step) throws {
        if step == self.step { throw Failure() }
    }

    func unrecorded(of keys: [EventKey]) async throws -> [EventKey] {
        try check(.unrecorded)
        return await ledger.unrecorded(of: keys)
    }

    func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim {
        try check(.claim)
        return await ledger.claim(key, for: owner)
    }

    func release(_ keys: [EventKey], for owner: String) async throws {
        await ledger.release(keys, for: owner)
    }

    func record(_ entry: LedgerEntry) async throws {
        try check(.record)
        await ledger.record(entry)
    }

    func marks(_ names: [String]) async throws -> [String: String] {
        try check(.marks)
        return await ledger.marks(names)
    }
}
