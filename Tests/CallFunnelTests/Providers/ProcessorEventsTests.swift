// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Synchronization
import Testing

@Suite struct ProcessorEventsTests {
    private struct Failure: Error {}

    /// Counts what was credited, by event.
    private final class Wallet: Sendable {
        private let credits = Mutex<[String]>([])
        func credit(_ event: String) { credits.withLock { $0.append(event) } }
        var credited: [String] { credits.withLock { $0 } }
    }

    @Test func `an event is handled once, however often it is delivered`() async throws {
        let (events, wallet) = (ProcessorEvents(ledger: MemoryLedger()), Wallet())
        var outcomes: [ProcessorEvents.Outcome] = []
        for id in ["evt_1", "evt_2", "evt_1", "evt_1", "evt_2"] {
            outcomes.append(try await events.handle(id) { wallet.credit(id) })
        }
        #expect(outcomes == [.handled, .handled, .handledBefore, .handledBefore, .handledBefore])
        #expect(wallet.credited == ["evt_1", "evt_2"])
    }

    @Test func `what failed is handled by the next delivery`() async throws {
        let (events, wallet) = (ProcessorEvents(ledger: MemoryLedger()), Wallet())
        await #expect(throws: Failure.self) { try await events.handle("evt_1") { throw Failure() } }
        #expect(try await events.handle("evt_1") { wallet.credit("evt_1") } == .handled)
        #expect(wallet.credited == ["evt_1"])
    }

    @Test func `a delivery during another one of the same event is told to come back`() async throws {
        let (events, wallet) = (ProcessorEvents(ledger: MemoryLedger()), Wallet())
        let outcome = try await events.handle("evt_1") {
            let meanwhile = try await events.handle("evt_1") { wallet.credit("twice") }
            #expect(meanwhile == .underWay)
            wallet.credit("once")
        }
        #expect(outcome == .handled && wallet.credited == ["once"])
    }

    @Test func `many deliveries at once credit once`() async throws {
        let (events, wallet) = (ProcessorEvents(ledger: MemoryLedger()), Wallet())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let id = "evt_\(number % 10)"
                    while try await events.handle(id, { wallet.credit(id) }) == .underWay { await Task.yield() }
                }
            }
            try await group.waitForAll()
        }
        #expect(wallet.credited.sorted() == (0..<10).map { "evt_\($0)" })
    }

    @Test func `the ledger of the events is the ledger of everything else`() async throws {
        let ledger = MemoryLedger()
        let events = ProcessorEvents(ledger: ledger)
        _ = try await events.handle("evt_1") {}
        #expect(ProcessorEvents.key("evt_1").description == "processor.event/evt_1")
        let unrecorded = await ledger.unrecorded(of: [ProcessorEvents.key("evt_1"), EventKey(.callCompleted, "evt_1")])
        #expect(unrecorded == [EventKey(.callCompleted, "evt_1")])
    }

    @Test func `an event without an id is refused`() async {
        let events = ProcessorEvents(ledger: MemoryLedger())
        let error = await #expect(throws: CallFunnelError.self) { try await events.handle("") {} }
        #expect(error?.code == .invalidArgument)
    }
}
