// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// A watcher and a receiver over one ledger.
@Suite struct LaneTests {
    private static let data = #"{"id": "apr_1", "status": "pending"}"#

    /// An approval that is pushed, and polled by `watcher`.
    private struct Scene: Sendable {
        let account = WatchedAccount()
        let reception: Reception
        let ledger: MemoryLedger

        init() throws {
            reception = try Reception(sharing: account.world)
            ledger = MemoryLedger(timing: account.timing)
        }

        func watcher() throws -> Watcher { try account.watcher([.approvals], ledger: ledger) }

        func push(_ id: String = "evt_1") -> HTTPRequest {
            reception.request(Reception.envelope("approval.requested", id, data: LaneTests.data))
        }
    }

    @Test func `what was polled is not handled again when it is pushed, by whatever push`() throws {
        let scene = try Scene()
        try scene.account.world.run {
            try await scene.account.simulator.approval()
            expectKeys(try await scene.watcher().poll().keys(), ["approval.requested/apr_1"])
            let receiver = try scene.reception.receiver(ledger: scene.ledger)
            for id in ["evt_1", "evt_2", "evt_1"] {
                let response = await receiver.respond(to: scene.push(id), handling: scene.reception.note)
                #expect(response.status == 200)
            }
        }
        #expect(scene.reception.handled.all == [])
        #expect(scene.reception.observed.filter { $0 == "known" }.count == 3)
    }

    @Test func `what was pushed is not polled, and the next push of it is handled`() throws {
        let scene = try Scene()
        try scene.account.world.run {
            try await scene.account.simulator.approval()
            let receiver = try scene.reception.receiver(ledger: scene.ledger)
            for id in ["evt_1", "evt_1", "evt_2"] {
                let response = await receiver.respond(to: scene.push(id), handling: scene.reception.note)
                #expect(response.status == 200)
            }
            expectKeys(try await scene.watcher().poll().keys(), [])
        }
        #expect(scene.reception.handled.all == ["approval.requested/apr_1", "approval.requested/apr_1"])
    }

    @Test func `what a watcher has in hand is pushed in vain, and once it is done with it, for good`() throws {
        let scene = try Scene()
        let statuses = try scene.account.world.run {
            try await scene.account.simulator.approval()
            let receiver = try scene.reception.receiver(ledger: scene.ledger)
            let events = try scene.watcher().poll().makeAsyncIterator()
            let event = try await events.next()
            #expect(event?.key.description == "approval.requested/apr_1")
            let early = await receiver.respond(to: scene.push(), handling: scene.reception.note)
            #expect(try await events.next() == nil)
            let late = await receiver.respond(to: scene.push(), handling: scene.reception.note)
            return [early.status, late.status]
        }
        #expect(statuses == [503, 200] && scene.reception.handled.all == [])
        #expect(scene.reception.observed.contains("leased"))
    }

    @Test func `what a receiver has in hand a watcher leaves alone, and finds it handled`() throws {
        let scene = try Scene()
        try scene.account.world.run {
            try await scene.account.simulator.approval()
            let receiver = try scene.reception.receiver(ledger: scene.ledger)
            async let response = receiver.respond(to: scene.push()) { _ in try await scene.reception.sleep(.seconds(9))
            }
            try await scene.reception.sleep(.seconds(3))
            let watcher = try scene.watcher()
            #expect(try await watcher.poll().keys() == [])
            #expect(await response.status == 200)
            #expect(try await watcher.poll().keys() == [])
        }
        #expect(scene.account.observations.all.contains { if case .heldBack = $0 { true } else { false } })
    }

    @Test func `a push that failed is polled`() throws {
        let scene = try Scene()
        try scene.account.world.run {
            try await scene.account.simulator.approval()
            let receiver = try scene.reception.receiver(ledger: scene.ledger)
            let response = await receiver.respond(to: scene.push()) { _ in throw CancellationError() }
            #expect(response.status == 503)
            expectKeys(try await scene.watcher().poll().keys(), ["approval.requested/apr_1"])
        }
    }

    @Test func `an event that a receiver of another process holds is to be pushed again`() throws {
        let scene = try Scene()
        let statuses = try scene.account.world.run {
            let one = try scene.reception.receiver(ledger: scene.ledger)
            let other = try scene.reception.receiver(ledger: scene.ledger)
            async let first = one.respond(to: scene.push()) { _ in try await scene.reception.sleep(.seconds(5)) }
            try await scene.reception.sleep(.seconds(1))
            let during = await other.respond(to: scene.push(), handling: scene.reception.note)
            let another = await other.respond(to: scene.push("evt_2"), handling: scene.reception.note)
            _ = await first
            let after = await other.respond(to: scene.push(), handling: scene.reception.note)
            return [during.status, another.status, after.status]
        }
        #expect(statuses == [503, 503, 200] && scene.reception.handled.all == [])
    }

    @Test func `a handler that records the event itself is not called again when the receiver could not`() throws {
        let scene = try Scene()
        let statuses = try scene.account.world.run {
            let ledger = RecordRefusingLedger(scene.ledger)
            let receiver = try scene.reception.receiver(ledger: ledger)
            let first = await receiver.respond(to: scene.push()) { event in
                await scene.ledger.record(LedgerEntry(keys: [event.key]))
                scene.reception.handled.add(event.key.description)
            }
            ledger.refuses.turn(on: false)
            let second = await receiver.respond(to: scene.push(), handling: scene.reception.note)
            return [first.status, second.status]
        }
        #expect(statuses == [503, 200] && scene.reception.handled.all.count == 1)
    }
}
