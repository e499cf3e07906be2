// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

@Suite struct SimulatedSharedLedgerTests {
    private let world = SimulatedWorld()
    private let key = EventKey(.callCompleted, "call_1")

    private func store() -> SimulatedSharedLedger {
        SimulatedSharedLedger(lease: .seconds(60), timing: world.clock.timing())
    }

    @Test func `what a process writes after it crashed goes nowhere, and others go on`() throws {
        let (store, key) = (store(), key)
        let (dead, alive) = (store.handle(), store.handle())
        let claims = try world.run {
            let first = await dead.claim(key, for: "dead")
            dead.freeze()
            await dead.record(LedgerEntry(keys: [key], marks: ["a": "1"]))
            await dead.release([key], for: "dead")
            #expect(await alive.unrecorded(of: [key]) == [key])
            #expect(await alive.marks(["a"]) == [:])
            return [first, await alive.claim(key, for: "alive")]
        }
        #expect(claims == [.granted, .leased])
        #expect(store.leased == [key] && store.recorded == [])
    }

    @Test func `a freeze ends every process for good, and a thaw lets new ones start`() throws {
        let (store, key) = (store(), key)
        let old = store.handle()
        store.freeze()
        store.thaw()
        try world.run { await old.record(LedgerEntry(keys: [key])) }
        #expect(store.recorded == [])
        try world.run { await store.handle().record(LedgerEntry(keys: [key])) }
        #expect(store.recorded == [key])
    }

    @Test func `a crash can come before an effect and after it`() throws {
        var outcomes: [Bool] = []
        for jobs in 0..<20 {
            let world = SimulatedWorld()
            let store = SimulatedSharedLedger(timing: world.clock.timing())
            let key = key
            let outcome = try world.run(crashingAfter: jobs, freeze: { store.freeze() }) {
                await store.handle().record(LedgerEntry(keys: [key]))
            }
            guard case .crashed = outcome else { break }
            outcomes.append(store.recorded == [key])
        }
        #expect(outcomes.first == false && outcomes.last == true, "\(outcomes)")
    }

    @Test func `a claim of a crashed process is free once its lease has run out`() throws {
        let (store, key, clock) = (store(), key, world.clock)
        let claims = try world.run {
            var claims = [await store.handle().claim(key, for: "a")]
            store.freeze()
            store.thaw()
            let next = store.handle()
            claims.append(await next.claim(key, for: "b"))
            try await clock.sleep(for: .seconds(60))
            claims.append(await next.claim(key, for: "b"))
            return claims
        }
        #expect(claims == [.granted, .leased, .granted])
    }
}
