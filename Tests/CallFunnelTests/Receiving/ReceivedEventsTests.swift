// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// `respond(to:)` beside `events()`.
@Suite struct ReceivedEventsTests {
    private typealias Answer = Reception.Answer

    private static func answers(
        _ reception: Reception, _ receiver: WebhookReceiver, _ requests: [HTTPRequest]
    ) async -> [Answer] {
        await reception.answers(to: requests.map { request in .init(.zero) { _ in request } }) {
            await receiver.respond(to: $0)
        }
    }

    @Test func `asking for the next event answers the last one, and no earlier`() throws {
        let reception = try Reception()
        let answers = try reception.world.run {
            let receiver = try reception.receiver()
            async let answers = Self.answers(
                reception, receiver, [reception.call("call_1"), reception.call("call_2", run: "run_2", push: "evt_2")])
            for try await event in receiver.events() {
                reception.handled.add(event.key.description)
                try await reception.timing.sleep(reception.timing.elapsed() + .seconds(3))
                if reception.handled.all.count == 2 { receiver.shutDown() }
            }
            return await answers
        }
        #expect(reception.handled.all == ["call.completed/call_1", "call.completed/call_2"])
        #expect(answers == [Answer(200, at: .seconds(3)), Answer(200, at: .seconds(6))])
    }

    @Test func `leaving the loop answers nothing, and the next loop begins with that event`() throws {
        let reception = try Reception()
        let answers = try reception.world.run {
            let receiver = try reception.receiver()
            async let answers = Self.answers(reception, receiver, [reception.call()])
            for try await event in receiver.events() {
                reception.handled.add(event.key.description)
                break
            }
            try await reception.timing.sleep(.seconds(5))
            for try await event in receiver.events() {
                reception.handled.add(event.key.description)
                receiver.shutDown()
            }
            return await answers
        }
        #expect(reception.handled.all == ["call.completed/call_1", "call.completed/call_1"])
        #expect(answers == [Answer(200, at: .seconds(5))])
    }

    @Test func `an event that was left comes before those that have waited since`() throws {
        let reception = try Reception()
        let answers = try reception.world.run {
            let receiver = try reception.receiver()
            async let answers = Self.answers(
                reception, receiver, [reception.call("call_1"), reception.call("call_2", run: "run_2", push: "evt_2")])
            for _ in 0..<2 {
                for try await event in receiver.events() {
                    reception.handled.add(event.key.description)
                    // The second has come by then.
                    try await reception.sleep(.seconds(1))
                    if reception.handled.all.count == 1 { break }
                    if reception.handled.all.count == 3 { receiver.shutDown() }
                }
            }
            return await answers
        }
        #expect(
            reception.handled.all == [
                "call.completed/call_1", "call.completed/call_1", "call.completed/call_2",
            ])
        #expect(answers.map(\.status) == [200, 200])
    }

    @Test func `an event nobody asks for is to be pushed again`() throws {
        let reception = try Reception()
        let answers = try reception.world.run {
            await Self.answers(reception, try reception.receiver(), [reception.call()])
        }
        #expect(answers == [Answer(503, at: .seconds(20))])
        #expect(reception.observed == ["secretMatched", "late"])
    }

    @Test func `an event that was handed out is waited for, and counts if it was handled late`() throws {
        let reception = try Reception()
        let answers = try reception.world.run {
            let receiver = try reception.receiver()
            async let answers = Self.answers(reception, receiver, [reception.call()])
            let events = receiver.events().makeAsyncIterator()
            _ = try await events.next()
            try await reception.timing.sleep(.seconds(45))
            receiver.shutDown()
            #expect(try await events.next() == nil)
            return await answers
        }
        #expect(answers == [Answer(200, at: .seconds(45))])
    }

    @Test func `one that was handed out and left after the deadline is to be pushed again at once`() throws {
        let reception = try Reception()
        let answers = try reception.world.run {
            let receiver = try reception.receiver()
            async let answers = Self.answers(reception, receiver, [reception.call()])
            for try await _ in receiver.events() {
                try await reception.timing.sleep(.seconds(45))
                break
            }
            return await answers
        }
        #expect(answers == [Answer(503, at: .seconds(45))])
    }

    @Test func `a second loop is refused, and may come when the first has ended`() throws {
        let reception = try Reception()
        let code = try reception.world.run {
            let receiver = try reception.receiver()
            async let answers = Self.answers(reception, receiver, [reception.call()])
            var code: CallFunnelError.Code?
            for try await _ in receiver.events() {
                do throws(CallFunnelError) {
                    _ = try await receiver.events().makeAsyncIterator().next()
                } catch {
                    code = error.code
                }
                break
            }
            for try await _ in receiver.events() { receiver.shutDown() }
            #expect(await answers.map(\.status) == [200])
            return code
        }
        #expect(code == .alreadyIterating)
    }

    @Test func `a cancelled loop does not answer what a handler that swallowed its cancellation left`() throws {
        let reception = try Reception()
        let answers = try reception.world.run {
            let receiver = try reception.receiver()
            async let answers = Self.answers(reception, receiver, [reception.call()])
            let ending = await withTaskGroup(of: CallFunnelError.Code?.self) { group in
                group.addTask {
                    do throws(CallFunnelError) {
                        for try await _ in receiver.events() { try? await reception.timing.sleep(.seconds(1_000)) }
                        return nil
                    } catch {
                        return error.code
                    }
                }
                try? await reception.timing.sleep(.seconds(2))
                group.cancelAll()
                return await group.next() ?? nil
            }
            #expect(ending == .cancelled)
            return await answers
        }
        #expect(answers == [Answer(503, at: .seconds(20))])
    }

    @Test func `what was acknowledged is on record before the next event is handed out`() throws {
        let reception = try Reception()
        let ledger = MemoryLedger(timing: reception.timing)
        let unrecorded = try reception.world.run {
            let receiver = try reception.receiver(ledger: ledger)
            async let answers = Self.answers(
                reception, receiver, [reception.call("call_1"), reception.call("call_2", run: "run_2", push: "evt_2")])
            var unrecorded: [EventKey] = []
            var last: EventKey?
            for try await event in receiver.events() {
                if let last { unrecorded += await ledger.unrecorded(of: [last]) } else { last = event.key }
                if event.key != last { receiver.shutDown() }
            }
            _ = await answers
            return unrecorded
        }
        #expect(unrecorded.isEmpty)
    }
}
