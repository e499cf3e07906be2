// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Testing

@testable import CallFunnel

/// What a receiver keeps of pushes that fail for hours, and what it does with that.
@Suite struct DeadLetterTests {
    private struct Failure: Error {}

    private static let hour: Duration = .seconds(3600)

    private let reception: Reception
    private let letters = MemoryLetters()

    init() throws { reception = try Reception() }

    /// Pushes the call at some hours, and says what was answered.
    private func push(
        _ receiver: WebhookReceiver, at hours: [Int],
        _ handle: @escaping @Sendable (CallFunnelEvent) async throws -> Void
    ) async -> [Int] {
        let steps = hours.map { hour in
            Reception.Step(Self.hour * hour) { $0.call() }
        }
        return await reception.answers(to: steps) { await receiver.respond(to: $0, handling: handle) }.map(\.status)
    }

    @Test func `a letter is gone once its push was handled after all`() throws {
        try reception.world.run {
            let receiver = try reception.receiver(deadLetters: letters)
            #expect(await push(receiver, at: [0, 13]) { _ in throw Failure() } == [503, 503])
            #expect(await letters.names().count == 1)
            #expect(await push(receiver, at: [14], reception.note) == [200])
            #expect(await letters.names() == [])
        }
        #expect(reception.handled.all == ["call.completed/call_1"])
    }

    @Test func `a letter is gone once its push came again and was known`() throws {
        let ledger = MemoryLedger(timing: reception.timing)
        try reception.world.run {
            let receiver = try reception.receiver(ledger: ledger, deadLetters: letters)
            #expect(await push(receiver, at: [0, 13]) { _ in throw Failure() } == [503, 503])
            // As a poll does that was handled.
            await ledger.record(LedgerEntry(keys: [EventKey(.callCompleted, "call_1")]))
            #expect(await push(receiver, at: [14], reception.note) == [200])
            #expect(await letters.names() == [])
        }
        #expect(reception.handled.all == [])
    }

    /// Two letters of calls that failed for half a day.
    private func keepTwo(_ receiver: WebhookReceiver) async {
        let steps = [0, 13].flatMap { hour in
            (1...2).map { n in
                Reception.Step(Self.hour * hour) { $0.call("call_\(n)", run: "run_\(n)", push: "evt_\(n)") }
            }
        }
        _ = await reception.answers(to: steps) { await receiver.respond(to: $0) { _ in throw Failure() } }
    }

    private static func counts(_ report: DeadLetterReport) -> [Int] { [report.handled, report.kept] }

    @Test func `a letter that fails again stays, and costs the others nothing`() throws {
        try reception.world.run {
            let receiver = try reception.receiver(deadLetters: letters)
            await keepTwo(receiver)
            let failing: @Sendable (CallFunnelEvent) async throws -> Void = { event in
                if event.key.description == "call.completed/call_1" { throw Failure() }
                try await reception.note(event)
            }
            #expect(Self.counts(try await receiver.handleDeadLetters(failing)) == [1, 1])
            #expect(await letters.names() == [DeadLetter.name(ofPush: "evt_1")])
            #expect(Self.counts(try await receiver.handleDeadLetters(reception.note)) == [1, 0])
            #expect(await letters.names() == [])
        }
        #expect(reception.handled.all == ["call.completed/call_2", "call.completed/call_1"])
    }

    @Test func `a letter whose push is under way stays until that was handled`() throws {
        try reception.world.run {
            let receiver = try reception.receiver(deadLetters: letters)
            await keepTwo(receiver)
            async let response = receiver.respond(to: reception.call()) { event in
                try await reception.sleep(.seconds(5))
                try await reception.note(event)
            }
            try await reception.sleep(.seconds(1))
            #expect(Self.counts(try await receiver.handleDeadLetters(reception.note)) == [1, 1])
            #expect(await letters.names() == [DeadLetter.name(ofPush: "evt_1")])
            #expect(await response.status == 200)
            #expect(await letters.names() == [])
        }
        #expect(reception.handled.all == ["call.completed/call_2", "call.completed/call_1"])
    }

    @Test func `an event that the store cannot keep is to be pushed again`() throws {
        let status = try reception.world.run {
            let receiver = try reception.receiver(deadLetters: FullLetters())
            return await receiver.respond(to: reception.call()) { _ in throw Failure() }.status
        }
        #expect(status == 503)
        #expect(reception.observed == ["secretMatched", "handlerFailed", "deadLettersFailed"])
    }
}

/// Knows that everything has failed for two days, and has no room for any of it.
private struct FullLetters: DeadLetters {
    struct NoRoom: Error {}

    func firstFailure(of name: String, at now: Timestamp) async -> Timestamp { now.advanced(by: .seconds(-172_800)) }
    func keep(_ letter: DeadLetter) async throws { throw NoRoom() }
    func names() async -> [String] { [] }
    func letter(named name: String) async -> DeadLetter? { nil }
    func remove(named name: String) async {}
}
