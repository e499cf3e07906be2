// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// What a receiver tells its ledger, and what it does when that does not answer.
@Suite struct ReceiverLedgerTests {
    @Test func `a handled push is recorded in one step, and its claim is over`() throws {
        let reception = try Reception()
        let store = SimulatedSharedLedger(timing: reception.timing)
        let fingerprint = try reception.world.run {
            let request = reception.call()
            let receiver = try reception.receiver(ledger: store.handle())
            _ = await receiver.respond(to: request, handling: reception.note)
            return try receiver.verify(request).fingerprint
        }
        #expect(
            store.recorded.map(\.description) == [
                "call.completed/call_1", "push-key/call.completed/call_1", "push-signature/\(fingerprint)",
                "push/evt_1",
            ])
        #expect(store.leased == [])
    }

    @Test func `a push that was not handled leaves nothing`() throws {
        let reception = try Reception()
        let store = SimulatedSharedLedger(timing: reception.timing)
        let statuses = try reception.world.run {
            let receiver = try reception.receiver(ledger: store.handle())
            let requests = [
                reception.call(),
                reception.request(Reception.envelope("wallet.low", "evt_2", data: #"{"balance_minor": 1}"#)),
            ]
            var statuses: [Int] = []
            for request in requests {
                statuses.append(await receiver.respond(to: request) { _ in throw CancellationError() }.status)
            }
            return statuses
        }
        #expect(statuses == [503, 503] && store.recorded == [] && store.leased == [])
    }

    @Test func `without an answer of the ledger nothing is handled`() throws {
        let reception = try Reception()
        let refusing = Switch()
        refusing.turn(on: true)
        let ledgers: [any EventLedger] = [
            RefusingLedger(refusing, timing: reception.timing), UnavailableLedger(),
            SlowLedger(timing: reception.timing),
        ]
        for (ledger, observed) in zip(ledgers, ["ledgerFailed", "ledgerFailed", "late"]) {
            let status = try reception.world.run {
                let receiver = try reception.receiver(ledger: ledger)
                return await receiver.respond(to: reception.call(), handling: reception.note).status
            }
            #expect(status == 503 && reception.observed.last == observed)
        }
        #expect(reception.handled.all == [])
        let status = try reception.world.run {
            refusing.turn(on: false)
            let receiver = try reception.receiver(ledger: ledgers[0])
            return await receiver.respond(to: reception.call(), handling: reception.note).status
        }
        #expect(status == 200)
    }

    @Test func `a claim that is granted after the deadline is given up, and nothing is handled`() throws {
        let reception = try Reception()
        let memory = MemoryLedger(timing: reception.timing)
        let late = LateLedger(memory) { _ in await reception.deaf(for: .seconds(25)) }
        let statuses = try reception.world.run {
            let first = try reception.receiver(ledger: late)
            let second = try reception.receiver(ledger: memory)
            var statuses = [await first.respond(to: reception.call(), handling: reception.note).status]
            #expect(reception.handled.all == [])
            // Another may have it at once.
            statuses.append(await second.respond(to: reception.call(), handling: reception.note).status)
            return statuses
        }
        #expect(statuses == [503, 200] && reception.handled.all.count == 1)
        #expect(reception.observed == ["secretMatched", "late", "secretMatched", "handled"])
    }

    @Test func `handled and not recorded is to be pushed again`() throws {
        let reception = try Reception()
        let ledger = RecordRefusingLedger(MemoryLedger(timing: reception.timing))
        let statuses = try reception.world.run {
            let receiver = try reception.receiver(ledger: ledger)
            let first = await receiver.respond(to: reception.call(), handling: reception.note)
            ledger.refuses.turn(on: false)
            let second = await receiver.respond(to: reception.call(), handling: reception.note)
            return [first.status, second.status]
        }
        #expect(statuses == [503, 200] && reception.handled.all.count == 2)
    }

    @Test func `what a caller that hung up kept from being recorded was late, and the ledger is in order`() throws {
        let reception = try Reception()
        // It records nothing for a task that was cancelled, as drivers of databases do, nor for any other.
        let ledger = RecordRefusingLedger(MemoryLedger(timing: reception.timing))
        let reasons = try [true, false].map { hangsUp in
            try reception.world.run {
                let receiver = try reception.receiver(ledger: ledger)
                return await withTaskGroup(of: String.self) { group in
                    group.addTask {
                        await receiver.respond(to: reception.call()) { _ in await reception.deaf(for: .seconds(5)) }
                            .reason
                    }
                    try? await reception.sleep(.seconds(1))
                    if hangsUp { group.cancelAll() }
                    return await group.next()
                }
            }
        }
        #expect(reasons == ["not handled in time", "the ledger is out of order"])
    }

    @Test func `a crossing whose handler commits by itself is not handled again when it could not be recorded`() throws
    {
        let reception = try Reception()
        let memory = MemoryLedger(timing: reception.timing)
        let ledger = RecordRefusingLedger(memory)
        let statuses = try reception.world.run {
            let receiver = try reception.receiver(ledger: ledger)
            let commit: @Sendable (CallFunnelEvent) async throws -> Void = { event in
                await memory.record(LedgerEntry(keys: [event.key]))
                try await reception.note(event)
            }
            func push(_ id: String) async -> Int {
                let body = Reception.envelope("wallet.low", id, data: #"{"balance_minor": 1}"#)
                return await receiver.respond(to: reception.request(body), handling: commit).status
            }
            var statuses = [await push("evt_1")]
            ledger.refuses.turn(on: false)
            for id in ["evt_1", "evt_1", "evt_2"] { statuses.append(await push(id)) }
            return statuses
        }
        #expect(statuses == [503, 200, 200, 200])
        #expect(reception.handled.all == ["wallet.low/38#1", "wallet.low/38#2"])
    }

    @Test func `a receiver that nothing could be received with is refused`() throws {
        let secret = try WebhookSecret("s")
        let codes = [
            failure { try WebhookReceiver(secrets: []) },
            failure { try WebhookReceiver(secrets: [secret], configuration: .init(tolerance: .zero)) },
            failure { try WebhookReceiver(secrets: [secret], configuration: .init(tolerance: .seconds(-1))) },
            failure { try WebhookReceiver(secrets: [secret], configuration: .init(handlerDeadline: .zero)) },
            failure { try WebhookReceiver(secrets: [secret], configuration: .init(bodyLimit: 0)) },
            failure { try WebhookReceiver(secrets: [secret], configuration: .init(capacity: 0)) },
        ].map { $0?.code }
        #expect(codes == Array(repeating: .invalidConfiguration, count: 6))
    }

    @Test func `a rotation can be seen to end, and a trimmed secret is told`() throws {
        let reception = try Reception()
        let old = try WebhookSecret("old")
        let new = try WebhookSecret("new\n")
        try reception.world.run {
            let receiver = try reception.receiver(secrets: [new, old])
            for (index, secrets) in [[old], [old, new], [new]].enumerated() {
                let request = reception.request(
                    Reception.call("call_\(index)", push: "evt_\(index)"), secrets: secrets)
                _ = await receiver.respond(to: request, handling: reception.note)
            }
        }
        let indices = reception.observations.all.compactMap { observation -> Int? in
            if case .secretMatched(let index) = observation { index } else { nil }
        }
        #expect(indices == [1, 0, 0] && reception.observed.first == "secretTrimmed")
    }

    @Test func `a signature that no secret gives can be refused for good, one outside the window cannot`() throws {
        let reception = try Reception()
        let statuses = try reception.world.run {
            let receiver = try reception.receiver(.init(unmatched: .refuse))
            let forged = reception.request(Reception.call(), secrets: [try WebhookSecret("x")])
            let old = reception.request(Reception.call(), at: reception.time.advanced(by: .seconds(-9_999)))
            var statuses: [Int] = []
            for request in [forged, old] {
                statuses.append(await receiver.respond(to: request, handling: reception.note).status)
            }
            return statuses
        }
        #expect(statuses == [401, 503] && reception.handled.all == [])
    }
}
