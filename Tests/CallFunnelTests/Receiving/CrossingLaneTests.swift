// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// Levels have no id: crossings of them that come by both lanes.
@Suite struct CrossingLaneTests {
    /// A wallet that is polled by a watcher of `ledger` and pushed by hand.
    private struct Scene: Sendable {
        let account: WatchedAccount
        let reception: Reception
        let ledger: MemoryLedger
        let watcher: Watcher
        let receiver: WebhookReceiver

        init(_ start: Watcher.StartingPoint = .everything) throws {
            account = WatchedAccount()
            reception = try Reception(sharing: account.world)
            ledger = MemoryLedger(timing: account.timing)
            watcher = try account.watcher([.wallet(lowBelow: 200)], from: start, ledger: ledger)
            receiver = try reception.receiver(ledger: ledger)
        }

        var time: Timestamp { account.world.clock.time }

        func poll(balance: Int64? = nil) async throws -> [String] {
            if let balance { await account.simulator.setBalance(balance) }
            try await reception.sleep(.seconds(30))
            return try await watcher.poll().keys()
        }

        /// The keys that were handed over.
        @discardableResult
        func push(_ id: String, _ type: String = "wallet.low", at time: Timestamp? = nil) async throws -> [String] {
            let before = reception.handled.all.count
            let body = Reception.envelope(
                type, id, at: time ?? self.time, data: #"{"tenant_id": 38, "balance_minor": 150}"#)
            let response = await receiver.respond(to: reception.request(body), handling: reception.note)
            #expect(response.status == 200)
            return Array(reception.handled.all.dropFirst(before))
        }
    }

    @Test func `a push is polled no more, and the next crossing is again one for both`() throws {
        let scene = try Scene()
        try scene.account.world.run {
            expectKeys(try await scene.poll(balance: 500), [])
            expectKeys(try await scene.push("evt_1"), ["wallet.low/38#1"])
            expectKeys(try await scene.poll(balance: 150), [])
            expectKeys(try await scene.poll(balance: 500), [])
            expectKeys(try await scene.push("evt_2"), ["wallet.low/38#2"])
            expectKeys(try await scene.poll(balance: 150), [])
            expectKeys(try await scene.poll(balance: 500), [])
            expectKeys(try await scene.poll(balance: 150), ["wallet.low/38#3"])
        }
    }

    @Test func `what was polled is pushed no more, also by a retry`() throws {
        let scene = try Scene()
        try scene.account.world.run {
            expectKeys(try await scene.poll(balance: 500), [])
            expectKeys(try await scene.poll(balance: 150), ["wallet.low/38#1"])
            expectKeys(try await scene.push("evt_1"), [])
            expectKeys(try await scene.push("evt_1"), [])
            // The level rose and fell between two polls: only the pushes know.
            expectKeys(try await scene.push("evt_2"), ["wallet.low/38#2"])
            expectKeys(try await scene.poll(), [])
            expectKeys(try await scene.poll(balance: 500), [])
            expectKeys(try await scene.poll(balance: 150), ["wallet.low/38#3"])
        }
    }

    @Test func `pushes that come late are those of what was polled long ago`() throws {
        let scene = try Scene()
        try scene.account.world.run {
            expectKeys(try await scene.poll(balance: 500), [])
            let first = scene.time
            expectKeys(try await scene.poll(balance: 150), ["wallet.low/38#1"])
            expectKeys(try await scene.poll(balance: 500), [])
            let second = scene.time
            expectKeys(try await scene.poll(balance: 150), ["wallet.low/38#2"])
            expectKeys(try await scene.poll(balance: 500), [])
            expectKeys(try await scene.push("evt_2", at: second), [])
            expectKeys(try await scene.push("evt_1", at: first), [])
            expectKeys(try await scene.push("evt_3"), ["wallet.low/38#3"])
            expectKeys(try await scene.poll(balance: 150), [])
        }
    }

    @Test func `one polled crossing answers one late push, the next tells of another that no poll saw`() throws {
        let scene = try Scene()
        try scene.account.world.run {
            expectKeys(try await scene.poll(balance: 500), [])
            let before = scene.time
            expectKeys(try await scene.poll(balance: 150), ["wallet.low/38#1"])
            expectKeys(try await scene.push("evt_1", at: before), [])
            expectKeys(try await scene.push("evt_2", at: before), ["wallet.low/38#2"])
        }
    }

    @Test func `a late push of what was polled is known though a later crossing was pushed meanwhile`() throws {
        let scene = try Scene()
        try scene.account.world.run {
            expectKeys(try await scene.poll(balance: 500), [])
            let first = scene.time
            expectKeys(try await scene.poll(balance: 150), ["wallet.low/38#1"])
            expectKeys(try await scene.poll(balance: 500), [])
            // Fell again; its push comes before the poll, and before the late push of the first.
            expectKeys(try await scene.push("evt_2"), ["wallet.low/38#2"])
            expectKeys(try await scene.push("evt_1", at: first), [])
            expectKeys(try await scene.poll(balance: 150), [])
        }
    }

    @Test func `two pushes are two crossings, though no poll saw either`() throws {
        let scene = try Scene()
        try scene.account.world.run {
            expectKeys(try await scene.push("evt_1"), ["wallet.low/38#1"])
            expectKeys(try await scene.push("evt_2"), ["wallet.low/38#2"])
            expectKeys(try await scene.push("evt_2"), [])
            expectKeys(try await scene.push("evt_3", "wallet.exhausted"), ["wallet.exhausted/38#1"])
            expectKeys(try await scene.poll(balance: -5), [])
            expectKeys(try await scene.poll(balance: 500), [])
            expectKeys(try await scene.poll(balance: -5), ["wallet.low/38#3", "wallet.exhausted/38#2"])
        }
    }

    @Test func `what was below the line at a start from now is no news, pushed or polled`() throws {
        let scene = try Scene(.now)
        try scene.account.world.run {
            expectKeys(try await scene.poll(balance: 150), [])
            expectKeys(try await scene.push("evt_1"), [])
        }
    }

    @Test func `a push whose handling failed leaves its crossing to the poll`() throws {
        let scene = try Scene()
        try scene.account.world.run {
            let body = Reception.envelope("wallet.low", "evt_1", at: scene.time, data: #"{"balance_minor": 150}"#)
            let failing = await scene.receiver.respond(to: scene.reception.request(body)) { _ in
                throw CancellationError()
            }
            #expect(failing.status == 503)
            expectKeys(try await scene.poll(balance: 150), ["wallet.low/38#1"])
            expectKeys(try await scene.push("evt_1"), [])
        }
    }

    @Test func `another account's level is none of the watcher's`() throws {
        let scene = try Scene()
        try scene.account.world.run {
            expectKeys(try await scene.poll(balance: 500), [])
            let body = #"{"id": "evt_1", "type": "wallet.low", "tenant_id": 7, "data": {"balance_minor": 1}}"#
            let response = await scene.receiver.respond(
                to: scene.reception.request(body), handling: scene.reception.note)
            #expect(response.status == 200 && scene.reception.handled.all == ["wallet.low/7@evt_1"])
            expectKeys(try await scene.poll(balance: 150), ["wallet.low/38#1"])
        }
    }

    @Test func `a suspension is handled once, whichever lane it comes by first`() throws {
        for isPushedFirst in [true, false] {
            let scene = try Scene()
            try scene.account.world.run {
                expectKeys(try await scene.poll(balance: 500), [])
                await scene.account.simulator.suspend()
                let pushed = isPushedFirst ? try await scene.push("evt_1", "tenant.suspended") : []
                try await scene.reception.sleep(.seconds(300))
                var polled: [String] = []
                do { for try await event in scene.watcher.poll() { polled.append(event.key.description) } } catch {}
                let late = isPushedFirst ? [] : try await scene.push("evt_1", "tenant.suspended")
                #expect(pushed + polled + late == ["tenant.suspended/38#1"])
            }
        }
    }

    /// The wallet crosses its line while a watcher polls and the service pushes, in every order a seed can make of it.
    @Test(arguments: 1...40) func `every crossing is handled once, however the lanes meet`(seed: UInt64) throws {
        let account = WatchedAccount(seed: seed)
        let reception = try Reception(sharing: account.world)
        let store = SimulatedSharedLedger(timing: account.timing)
        let secret = reception.secret
        try account.world.run {
            let watcher = try account.watcher([.wallet(lowBelow: 200)], ledger: store.handle())
            let receiver = try reception.receiver(ledger: store.handle())
            let sender = WebhookSender(
                secrets: SigningSecrets(secret), timing: account.timing,
                troubles: SenderTroubles([.outOfOrder, .repeatsAfterSuccess, .answerLost], rate: 0.4, seed: seed)
            ) { request in
                await receiver.respond(to: request) { event in
                    try await reception.sleep(.milliseconds(700))
                    reception.handled.add(event.key.description)
                }
            }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await watcher.events().log(to: reception.handled) }
                group.addTask {
                    async let pushing: Void = sender.push(from: account.simulator)
                    for _ in 1...5 {
                        await account.simulator.setBalance(500)
                        try? await reception.sleep(.seconds(400))
                        await account.simulator.setBalance(150)
                        try? await reception.sleep(.seconds(400))
                    }
                    await account.simulator.end()
                    await pushing
                    try? await reception.sleep(.seconds(60))
                }
                await group.next()
                group.cancelAll()
            }
        }
        #expect(Set(reception.handled.all) == Set((1...5).map { "wallet.low/38#\($0)" }))
        #expect(reception.handled.all.count == 5)
    }
}
