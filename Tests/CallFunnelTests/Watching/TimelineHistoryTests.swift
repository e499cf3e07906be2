// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// Timelines longer than a page: what was there, what is forgotten, and pages that cannot be used.
@Suite struct TimelineHistoryTests {
    private static let phone: PhoneNumber = "+12025550143"
    private static let other: PhoneNumber = "+12025550144"

    /// What a timeline of one message every ten hours, older than the first page, brings after a start.
    private func delivered(
        skew: Duration = .zero, dateless: Bool = false,
        from start: @escaping @Sendable (Timestamp) -> Watcher.StartingPoint
    ) throws -> [String] {
        let account = WatchedAccount(skew: skew, pageSize: 5)
        let transport: (any Transport)? = dateless ? DatelessTransport(account.simulator) : nil
        return try account.world.run {
            for _ in 0..<20 {
                try await account.timing.sleep(account.timing.elapsed() + .seconds(36_000))
                _ = await account.simulator.reply(from: Self.phone.rawValue, "old")
            }
            let now = account.timing.now().advanced(by: .zero - skew)
            let watcher = try account.watcher([.timeline(of: Self.phone)], from: start(now), transport: transport)
            var keys = try await watcher.poll().keys()
            try await account.timing.sleep(account.timing.elapsed() + .seconds(7200))
            _ = await account.simulator.reply(from: Self.phone.rawValue, "new")
            keys += try await watcher.poll().keys()
            return keys
        }
    }

    @Test func `now announces nothing from pages that the first poll had no reason to read`() throws {
        let keys = try delivered { _ in .now }
        #expect(keys == ["message.replied/turn_21"])
    }

    @Test func `since announces nothing older from pages that the first poll had no reason to read`() throws {
        let keys = try delivered { .since($0.advanced(by: .seconds(-3600))) }
        #expect(keys == ["message.replied/turn_20", "message.replied/turn_21"])
    }

    @Test func `since holds where the time of day is behind and the service tells none`() throws {
        let keys = try delivered(skew: .seconds(-10 * 86_400), dateless: true) {
            .since($0.advanced(by: .seconds(-3600)))
        }
        #expect(keys == ["message.replied/turn_20", "message.replied/turn_21"])
    }

    @Test func `what a ledger forgot of a contact silent for long is not announced again`() throws {
        let account = WatchedAccount(pageSize: 5)
        let ledger = MemoryLedger(timing: account.timing)
        let keys = try account.world.run {
            for _ in 0..<20 {
                _ = await account.simulator.reply(from: Self.phone.rawValue, "old")
                try await account.timing.sleep(account.timing.elapsed() + .seconds(36_000))
            }
            let watcher = try account.watcher(
                [.timeline(of: Self.phone), .timeline(of: Self.other)], ledger: ledger)
            _ = try await watcher.poll().keys()
            for _ in 0..<20 {
                try await account.timing.sleep(account.timing.elapsed() + .seconds(43_200))
                _ = await account.simulator.reply(from: Self.other.rawValue, "busy")
                _ = try await watcher.poll().keys()
            }
            let last = await account.simulator.reply(from: Self.phone.rawValue, "back again")
            return try await watcher.poll().keys().filter { $0 != "message.replied/\(last)" }
        }
        #expect(keys == [])
    }

    /// An undelivered message twenty turns back, one odd poll, and the delivery.
    private func deliveryNoticed(
        skew: Duration = .zero, odd: @escaping @Sendable (HTTPResponse) -> HTTPResponse
    ) throws -> [String] {
        let account = WatchedAccount(skew: skew, pageSize: 5)
        let isOdd = Switch()
        let transport = AnsweringTransport { request in
            let response = try await account.simulator.send(request)
            return isOdd.isOn ? odd(response) : response
        }
        return try account.world.run {
            let message = await account.simulator.sendMessage(to: Self.phone.rawValue, "hello")
            for _ in 0..<20 {
                try await account.timing.sleep(account.timing.elapsed() + .seconds(1800))
                _ = await account.simulator.reply(from: Self.phone.rawValue, "still there?")
            }
            let watcher = try account.watcher([.timeline(of: Self.phone)], transport: transport)
            _ = try await watcher.poll().keys()
            isOdd.turn(on: true)
            _ = try? await watcher.poll().keys()
            isOdd.turn(on: false)
            _ = try await watcher.poll().keys()
            try await account.simulator.deliverMessage(message)
            return try await watcher.poll().keys()
        }
    }

    @Test func `one empty answer does not end the wait for a delivery`() throws {
        #expect(try deliveryNoticed { _ in .json(#"{"turns": []}"#) } == ["message.delivered/turn_1"])
    }

    @Test func `one answer of malformed elements does not end the wait for a delivery`() throws {
        #expect(try deliveryNoticed { _ in .json(#"{"turns": [1, 2, 3]}"#) } == ["message.delivered/turn_1"])
    }

    @Test(arguments: [Duration.seconds(-3 * 86_400), .seconds(3 * 86_400)])
    func `a time of day days off, and a service that tells none, lose no delivery`(skew: Duration) throws {
        let account = WatchedAccount(skew: skew, pageSize: 5)
        let keys = try account.world.run {
            let message = await account.simulator.sendMessage(to: Self.phone.rawValue, "hello")
            for _ in 0..<20 {
                try await account.timing.sleep(account.timing.elapsed() + .seconds(1800))
                _ = await account.simulator.reply(from: Self.phone.rawValue, "still there?")
            }
            let watcher = try account.watcher(
                [.timeline(of: Self.phone)], transport: DatelessTransport(account.simulator))
            _ = try await watcher.poll().keys()
            try await account.simulator.deliverMessage(message)
            return try await watcher.poll().keys()
        }
        #expect(keys == ["message.delivered/turn_1"])
    }

    @Test(arguments: [#"{"contact": {}, "turns": null}"#, #"{"contact": {}}"#, #"{"turns": [1, 2, 3, 4, 5]}"#])
    func `a page that cannot be used does not end the history for ever`(body: String) throws {
        let account = WatchedAccount(pageSize: 5)
        let pages = Log<Bool>()
        let transport = AnsweringTransport { request in
            pages.add(true)
            return pages.all.count == 2 ? .json(body) : try await account.simulator.send(request)
        }
        let keys = try account.world.run {
            for _ in 0..<20 {
                _ = await account.simulator.reply(from: Self.phone.rawValue, "old")
                try await account.timing.sleep(account.timing.elapsed() + .seconds(3600))
            }
            let watcher = try account.watcher([.timeline(of: Self.phone)], transport: transport)
            let log = Log<String>()
            for _ in 0..<3 { await watcher.poll().log(to: log) }
            return log.all
        }
        #expect(keys.count == Set(keys).count)
        #expect(Set((1...20).map { "message.replied/turn_\($0)" }).subtracting(keys) == [])
    }

    @Test func `a turn shown twice on a page implies what either implies`() throws {
        let account = WatchedAccount()
        let transport = AnsweringTransport { _ in
            .json(
                #"""
                [{"id": 1, "channel": "wa", "ts": "2026-06-01T07:30:45Z", "role": "agent", "status": "sent"},
                 {"id": 1, "channel": "wa", "ts": "2026-06-01T07:30:45Z", "role": "agent", "status": "delivered"}]
                """#)
        }
        let keys = try account.world.run {
            try await account.watcher([.timeline(of: Self.phone)], transport: transport).poll().keys()
        }
        #expect(keys == ["message.sent/1", "message.delivered/1"])
    }

    @Test func `a turn in the timelines of two contacts is one event`() throws {
        let account = WatchedAccount()
        let transport = AnsweringTransport { _ in
            .json(#"[{"id": 1, "channel": "email", "ts": "2026-06-01T07:30:45Z", "role": "customer"}]"#)
        }
        let keys = try account.world.run {
            try await account.watcher(
                [.timeline(of: Self.phone), .timeline(of: Self.other)], transport: transport
            ).poll().keys()
        }
        #expect(keys == ["message.replied/1"])
    }

    @Test func `a service that ignores before is told, since what is older cannot be reached`() throws {
        let account = WatchedAccount(pageSize: 5)
        let transport = AnsweringTransport { request in
            var request = request
            request.url = try #require(URL(string: "https://x.example/api/timeline?phone=%2B12025550143"))
            return try await account.simulator.send(request)
        }
        let keys = try account.world.run {
            try await account.replies(20)
            return try await account.watcher([.timeline(of: Self.phone)], transport: transport).poll().keys()
        }
        #expect(keys.count == 5)
        #expect(account.observations.all.contains { if case .gap = $0 { true } else { false } })
    }
}
