// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Synchronization
import Testing

@testable import CallFunnel

/// Sources in trouble beside others that are not, and loops that end and begin again.
@Suite struct PatienceTests {
    private static let phone: PhoneNumber = "+12025550143"

    /// Watches for so long and returns what came, with the seconds at which it did.
    private func watch(
        _ account: WatchedAccount, _ watcher: @escaping @Sendable () throws -> Watcher, for time: Duration,
        meanwhile: @escaping @Sendable () async throws -> Void = {}
    ) throws -> [String: Duration] {
        let log = Log<(key: String, at: Duration)>()
        try account.world.run {
            let watcher = try watcher()
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    do {
                        for try await event in watcher.events() {
                            log.add((event.key.description, account.timing.elapsed()))
                        }
                    } catch {}
                }
                group.addTask {
                    try? await meanwhile()
                    try? await account.timing.sleep(account.timing.elapsed() + time)
                }
                await group.next()
                group.cancelAll()
            }
        }
        return Dictionary(log.all.map { ($0.key, $0.at) }) { first, _ in first }
    }

    @Test func `a source that hangs does not slow down the others`() throws {
        let account = WatchedAccount()
        let transport = AnsweringTransport { request in
            if request.url.path.hasSuffix("balance") {
                try await account.timing.sleep(account.timing.elapsed() + .seconds(86_400))
            }
            return try await account.simulator.send(request)
        }
        let came = try watch(
            account, { try account.watcher([.wallet(), .approvals], every: .seconds(10), transport: transport) },
            for: .seconds(300)
        ) {
            try await account.timing.sleep(.seconds(65))
            try await account.simulator.approval()
        }
        let at = try #require(came["approval.requested/apr_1"])
        #expect(at < .seconds(90))
    }

    @Test func `a history longer than the service's rate limit is read to its beginning in time`() throws {
        let account = WatchedAccount(pageSize: 5)
        let gate = RateLimit(timing: account.timing, perMinute: 8)
        let transport = AnsweringTransport { request in
            guard gate.admits() else {
                return HTTPResponse(status: 429, headers: ["Retry-After": "60"], body: Array("{}".utf8))
            }
            return try await account.simulator.send(request)
        }
        try account.world.run { try await account.replies(100) }
        let came = try watch(
            account, { try account.watcher([.timeline(of: Self.phone)], transport: transport) }, for: .seconds(7200))
        #expect(came.count == 100)
    }

    @Test func `a history from a service that fails after every other page is not waited for longer with each`() throws
    {
        let account = WatchedAccount(pageSize: 5)
        let requests = Log<Bool>()
        let transport = AnsweringTransport { request in
            requests.add(true)
            return requests.all.count.isMultiple(of: 3)
                ? .json("{}", status: 404) : try await account.simulator.send(request)
        }
        try account.world.run { try await account.replies(100) }
        let start = account.timing.elapsed()
        let came = try watch(
            account, { try account.watcher([.timeline(of: Self.phone)], transport: transport) }, for: .seconds(600))
        #expect(came.count == 100)
        let last = try #require(came.values.max())
        #expect(last - start < .seconds(30))
    }

    @Test func `what comes while the first poll keeps failing half way is not taken for what was there`() throws {
        let account = WatchedAccount(pageSize: 5)
        let fails = Switch()
        let transport = AnsweringTransport { request in
            fails.isOn && request.url.query()?.contains("before") == true
                ? .json("{}", status: 404) : try await account.simulator.send(request)
        }
        let keys = try account.world.run {
            try await account.replies(10)
            let watcher = try account.watcher([.timeline(of: Self.phone)], from: .now, transport: transport)
            let log = Log<String>()
            fails.turn(on: true)
            await watcher.poll().log(to: log)
            try await account.timing.sleep(account.timing.elapsed() + .seconds(600))
            _ = await account.simulator.reply(from: Self.phone.rawValue, "new")
            await watcher.poll().log(to: log)
            fails.turn(on: false)
            await watcher.poll().log(to: log)
            return log.all
        }
        #expect(keys == ["message.replied/turn_11"])
    }

    @Test func `a decision named in another spelling is known after a restart`() throws {
        let account = WatchedAccount()
        let ledger = MemoryLedger(timing: account.timing)
        let keys = try account.world.run {
            let sources: [Watcher.Source] = [.approvals(resolvedAs: ["APPROVED"])]
            let transport = AnsweringTransport { request in
                var request = request
                request.url = try #require(
                    URL(string: request.url.absoluteString.replacing("APPROVED", with: "approved")))
                return try await account.simulator.send(request)
            }
            let first = try account.watcher(sources, from: .now, ledger: ledger, transport: transport)
            try await account.simulator.decideApproval(account.simulator.approval())
            _ = try await first.poll().keys()
            try await account.simulator.decideApproval(account.simulator.approval())
            try await account.timing.sleep(account.timing.elapsed() + .seconds(3 * 86_400))
            let second = try account.watcher(sources, from: .now, ledger: ledger, transport: transport)
            return try await second.poll().keys()
        }
        #expect(keys.contains("approval.resolved/apr_2:approved"))
    }

    @Test func `a turn that has ended leaves the seat to the next loop`() throws {
        let account = WatchedAccount()
        try account.world.run {
            try await account.replies(1)
            let watcher = try account.watcher([.timeline(of: Self.phone)])
            let turn = watcher.poll().makeAsyncIterator()
            while try await turn.next() != nil {}
            #expect(try await watcher.poll().keys() == [])
            withExtendedLifetime(turn) {}
        }
    }

    @Test func `turns by hand and a loop take over from each other in the middle of a batch`() throws {
        let account = WatchedAccount()
        let keys = try account.world.run {
            try await account.replies(6)
            let watcher = try account.watcher([.timeline(of: Self.phone)])
            var keys = try await watcher.poll().keys(2)
            keys += try await watcher.events().keys(2)
            keys += try await watcher.poll().keys(2)
            keys += try await watcher.events().keys(3)
            return keys
        }
        #expect(keys == [1, 2, 2, 3, 3, 4, 4, 5, 6].map { "message.replied/turn_\($0)" })
    }

    @Test func `an iterator whose next threw goes on with the event it could not claim`() throws {
        let account = WatchedAccount()
        let fails = Switch()
        let keys = try account.world.run {
            try await account.replies(3)
            let watcher = try account.watcher(
                [.timeline(of: Self.phone)], ledger: RefusingLedger(fails, timing: account.timing))
            let events = watcher.events().makeAsyncIterator()
            var keys = [try await events.next()?.key.description]
            fails.turn(on: true)
            await #expect(throws: CallFunnelError.self) { _ = try await events.next() }
            fails.turn(on: false)
            keys.append(try await events.next()?.key.description)
            keys.append(try await events.next()?.key.description)
            return keys
        }
        #expect(keys == (1...3).map { "message.replied/turn_\($0)" })
    }
}

/// So many requests within a minute.
private final class RateLimit: Sendable {
    private let timing: Timing
    private let perMinute: Int
    private let admitted = Mutex<[Duration]>([])

    init(timing: Timing, perMinute: Int) {
        self.timing = timing
        self.perMinute = perMinute
    }

    func admits() -> Bool {
        admitted.withLock { admitted in
            let now = timing.elapsed()
            admitted.removeAll { now - $0 >= .seconds(60) }
            guard admitted.count < perMinute else { return false }
            admitted.append(now)
            return true
        }
    }
}
