// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Synchronization
import Testing

@testable import CallFunnel

/// Requests for which there is no place, at a receiver whose dead letters take a while to write.
@Suite struct SentAwayTests {
    @Test func `it is drained when what was sent away has written its note, and not before`() throws {
        let reception = try Reception()
        let letters = SlowLetters(reception)
        let answers = try reception.world.run {
            let receiver = try reception.receiver(deadLetters: letters)
            receiver.shutDown()
            async let answers = reception.answers(to: [.init(.zero) { $0.call() }]) { await receiver.respond(to: $0) }
            while letters.busiest == 0 { await Task.yield() }
            await receiver.drained()
            #expect(reception.timing.elapsed() == .seconds(3))
            return await answers
        }
        #expect(answers == [.init(503, at: .seconds(3))])
    }

    @Test func `so many write at once as may be under way, the others are only sent away`() throws {
        let reception = try Reception()
        let letters = SlowLetters(reception)
        let answers = try reception.world.run {
            let receiver = try reception.receiver(deadLetters: letters, .init(capacity: 2))
            let steps = (1...7).map { n in
                Reception.Step(.seconds(n < 3 ? 0 : 1)) { $0.call("call_\(n)", run: "run_\(n)", push: "evt_\(n)") }
            }
            return await reception.answers(to: steps) { request in
                await receiver.respond(to: request) { _ in try await reception.sleep(.seconds(10)) }
            }
        }
        #expect(answers.map(\.status) == [200, 200, 503, 503, 503, 503, 503])
        #expect(answers.filter { $0.at == .seconds(4) }.count == 2)
        #expect(answers.filter { $0.at == .seconds(1) }.count == 3)
        #expect(letters.busiest == 2)
    }
}

/// A store that needs three seconds for a note.
private final class SlowLetters: DeadLetters {
    private struct State {
        var writing = 0
        var busiest = 0
    }

    private let reception: Reception
    private let state = Mutex(State())

    init(_ reception: Reception) { self.reception = reception }

    /// The most notes that were written at once.
    var busiest: Int { state.withLock { $0.busiest } }

    func firstFailure(of name: String, at now: Timestamp) async throws -> Timestamp {
        state.withLock { state in
            state.writing += 1
            state.busiest = max(state.busiest, state.writing)
        }
        defer { state.withLock { $0.writing -= 1 } }
        try await reception.sleep(.seconds(3))
        return now
    }

    func keep(_ letter: DeadLetter) async {}
    func names() async -> [String] { [] }
    func letter(named name: String) async -> DeadLetter? { nil }
    func remove(named name: String) async {}
}
