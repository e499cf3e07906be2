// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// `respond(to:handling:)`: deadlines, repeats, and several at once.
@Suite struct HandlingTests {
    private typealias Answer = Reception.Answer
    private struct Failure: Error {}

    /// - Parameter handle: given how often it was called before.
    private func answers(
        _ reception: Reception, _ steps: [Reception.Step], ledger: (any EventLedger)? = nil,
        _ configuration: WebhookReceiver.Configuration = .init(),
        _ handle: @escaping @Sendable (Int) async throws -> Void
    ) throws -> [Answer] {
        try reception.world.run {
            let receiver = try reception.receiver(ledger: ledger, configuration)
            return await reception.answers(to: steps) { request in
                await receiver.respond(to: request) { event in
                    reception.handled.add(event.key.description)
                    try await handle(reception.handled.all.count - 1)
                }
            }
        }
    }

    private static let call = Reception.Step(.zero) { $0.call() }

    private static func call(at time: Duration) -> Reception.Step { .init(time) { $0.call() } }

    // MARK: The deadline

    @Test func `at the deadline the handler is cancelled, and may be called again`() throws {
        let reception = try Reception()
        let answers = try answers(reception, [Self.call, Self.call(at: .seconds(60))]) { calls in
            if calls == 0 { try await reception.sleep(.seconds(48)) }
        }
        #expect(answers == [Answer(503, at: .seconds(20)), Answer(200, at: .seconds(60))])
        #expect(reception.observed == ["secretMatched", "late", "secretMatched", "handled"])
    }

    @Test func `a handler that does not hear is waited for, and counts if it succeeds`() throws {
        let reception = try Reception()
        let answers = try answers(reception, [Self.call, Self.call(at: .seconds(10))]) { _ in
            await reception.deaf(for: .seconds(48))
        }
        // Who joined only waits, so it is answered in its own time.
        #expect(answers == [Answer(200, at: .seconds(48)), Answer(503, at: .seconds(30))])
        #expect(reception.handled.all.count == 1)
    }

    @Test func `no two handlers of one event run side by side`() throws {
        let reception = try Reception()
        let steps = (0..<6).map { Self.call(at: .seconds($0 * 12)) }
        let answers = try answers(reception, steps) { calls in
            await reception.deaf(for: .seconds(31))
            if calls < 1 { throw Failure() }
        }
        // At 31 s the first fails, at 36 s the second begins, at 67 s it has handled it.
        #expect(answers.map(\.status) == [503, 503, 503, 200, 200, 200])
        #expect(answers[0].at == .seconds(31) && answers[3].at == .seconds(67))
        #expect(reception.handled.all.count == 2)
    }

    // MARK: The same again

    @Test func `a handler that throws is called again at the next attempt, and not after that`() throws {
        let reception = try Reception()
        let steps = [Self.call, Self.call(at: .seconds(60)), Self.call(at: .seconds(120))]
        let answers = try answers(reception, steps) { if $0 == 0 { throw Failure() } }
        #expect(answers.map(\.status) == [503, 200, 200])
        #expect(reception.handled.all.count == 2)
        #expect(reception.observed.filter { $0 != "secretMatched" } == ["handlerFailed", "handled", "known"])
    }

    @Test func `in flight, the same delivery joins the first and is answered as that ends`() throws {
        for isFailing in [false, true] {
            let reception = try Reception()
            let steps = [Self.call, Self.call(at: .seconds(1)), Self.call(at: .seconds(2))]
            let answers = try answers(reception, steps) { _ in
                try await reception.sleep(.seconds(5))
                if isFailing { throw Failure() }
            }
            #expect(answers == Array(repeating: Answer(isFailing ? 503 : 200, at: .seconds(5)), count: 3))
            #expect(reception.handled.all.count == 1)
        }
    }

    @Test func `a signature seen before is a replay, whatever its id says`() throws {
        let reception = try Reception()
        let body = Reception.call(push: nil)
        let time = reception.time
        let steps = [
            Reception.Step(.zero) { $0.request(body, id: "evt_1", at: time) },
            Reception.Step(.seconds(1)) { $0.request(body, id: "evt_2", at: time) },
            // Signed afresh, it is another push of the same call.
            Reception.Step(.seconds(2)) { $0.request(body, id: "evt_3") },
        ]
        let answers = try answers(reception, steps) { _ in }
        #expect(answers.map(\.status) == [200, 200, 200])
        #expect(reception.handled.all.count == 2)
        #expect(reception.observed.filter { $0 != "secretMatched" } == ["handled", "known", "handled"])
    }

    @Test func `the id in the signed body counts more than the one in the header`() throws {
        let reception = try Reception()
        let steps = (0..<4).map { index in
            Reception.Step(.seconds(index)) { $0.request(Reception.call(), id: "forged_\(index)") }
        }
        #expect(try answers(reception, steps) { _ in }.map(\.status) == [200, 200, 200, 200])
        #expect(reception.handled.all.count == 1)
    }

    @Test(arguments: [nil, "", " ", "\u{0}", "é", String(repeating: "x", count: 256)])
    func `an id in the header that is none counts for nothing`(id: String?) throws {
        let reception = try Reception()
        let steps = (0..<2).map { index in
            Reception.Step(.seconds(index)) { $0.request(Reception.call(push: nil), id: id) }
        }
        #expect(try answers(reception, steps) { _ in }.map(\.status) == [200, 200])
        #expect(reception.handled.all.count == 1)
    }

    // MARK: Several at once

    @Test func `two pushes of one event are both handled, one after the other`() throws {
        let reception = try Reception()
        let steps = ["evt_1", "evt_2"].map { id in Reception.Step(.zero) { $0.call(push: id) } }
        let answers = try answers(reception, steps) { _ in try await reception.sleep(.seconds(4)) }
        #expect(answers == [Answer(200, at: .seconds(4)), Answer(200, at: .seconds(8))])
        #expect(reception.handled.all == ["call.completed/call_1", "call.completed/call_1"])
    }

    @Test func `events of one resource are handled in the order they arrive, those of others meanwhile`() throws {
        let reception = try Reception()
        let run = #"{"id": "run_1", "status": "completed"}"#
        let steps = [
            Reception.Step(.zero) { $0.request(Reception.envelope("workflow.run.started", "evt_1", data: run)) },
            Reception.Step(.seconds(1)) { $0.call(push: "evt_2") },
            Reception.Step(.seconds(2)) { $0.request(Reception.envelope("workflow.run.ended", "evt_3", data: run)) },
            Reception.Step(.seconds(3)) { $0.call("call_9", run: "run_9", push: "evt_4") },
        ]
        let answers = try answers(reception, steps) { _ in try await reception.sleep(.seconds(5)) }
        #expect(answers.map(\.at) == [.seconds(5), .seconds(10), .seconds(15), .seconds(8)])
        #expect(
            reception.handled.all == [
                "workflow.run.started/run_1", "call.completed/call_9", "call.completed/call_1",
                "workflow.run.ended/run_1",
            ])
    }

    @Test func `more than the capacity are told to come again, those that join included`() throws {
        let reception = try Reception()
        let steps = (0..<5).map { index in
            Reception.Step(.zero) { $0.call("call_\(index / 2)", run: "run_\(index / 2)", push: "evt_\(index / 2)") }
        }
        let answers = try answers(reception, steps, .init(capacity: 3)) { _ in try await reception.sleep(.seconds(1)) }
        #expect(answers.map(\.status) == [200, 200, 200, 503, 503])
        #expect(reception.observed.filter { $0 == "overloaded" }.count == 2)
    }

    @Test func `a request whose client left releases its event`() throws {
        let reception = try Reception()
        let status = try reception.world.run {
            let receiver = try reception.receiver()
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = await receiver.respond(to: reception.call()) { _ in try await reception.sleep(.seconds(10)) }
                }
                try? await reception.sleep(.seconds(1))
                group.cancelAll()
            }
            return await receiver.respond(to: reception.call(), handling: reception.note).status
        }
        #expect(status == 200 && reception.handled.all.count == 1)
    }

    // MARK: The end

    @Test func `shutting down finishes what is in flight and sends the rest away`() throws {
        let reception = try Reception()
        let answers = try reception.world.run {
            let receiver = try reception.receiver()
            let steps = [
                Self.call, Self.call(at: .seconds(1)),
                Reception.Step(.seconds(3)) { $0.call("call_2", run: "run_2", push: "evt_2") },
                Reception.Step(.seconds(3)) { $0.call() },
            ]
            async let answers = reception.answers(to: steps) { request in
                await receiver.respond(to: request) { _ in try await reception.sleep(.seconds(5)) }
            }
            try await reception.sleep(.seconds(2))
            receiver.shutDown()
            await receiver.drained()
            #expect(reception.timing.elapsed() == .seconds(5))
            return await answers
        }
        #expect(
            answers == [
                Answer(200, at: .seconds(5)), Answer(200, at: .seconds(5)), Answer(503, at: .seconds(3)),
                Answer(503, at: .seconds(3)),
            ])
    }

    @Test func `what waits for a loop when it shuts down is sent away, what the loop has is not`() throws {
        let reception = try Reception()
        let answers = try reception.world.run {
            let receiver = try reception.receiver()
            let steps = (1...3).map { n in
                Reception.Step(.zero) { $0.call("call_\(n)", run: "run_\(n)", push: "evt_\(n)") }
            }
            async let answers = reception.answers(to: steps) { await receiver.respond(to: $0) }
            for try await _ in receiver.events() {
                try await reception.sleep(.seconds(2))
                receiver.shutDown()
                try await reception.sleep(.seconds(2))
            }
            return await answers
        }
        #expect(answers == [Answer(200, at: .seconds(4)), Answer(503, at: .seconds(2)), Answer(503, at: .seconds(2))])
    }
}
