// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

@Suite struct MemoryLedgerTests {
    private let world = SimulatedWorld()
    private let one = EventKey(.callCompleted, "1")
    private let two = EventKey(.callCompleted, "2")

    @Test func `what was recorded is known, what was not keeps its order`() throws {
        let (timing, one, two) = (world.clock.timing(), one, two)
        let unrecorded = try world.run {
            let ledger = MemoryLedger(timing: timing)
            await ledger.record(LedgerEntry(keys: [one]))
            let three = EventKey(.callFailed, "1")
            return await ledger.unrecorded(of: [three, one, two])
        }
        #expect(unrecorded == [EventKey(.callFailed, "1"), two])
    }

    @Test func `a claim keeps others out until it is released, recorded or its lease has run out`() throws {
        let (timing, one, two) = (world.clock.timing(), one, two)
        let claims = try world.run {
            let ledger = try MemoryLedger(retention: .seconds(48 * 3600), lease: .seconds(60), timing: timing)
            var claims = [
                await ledger.claim(one, for: "a"), await ledger.claim(one, for: "b"), await ledger.claim(one, for: "a"),
            ]
            await ledger.release([one], for: "b")
            claims.append(await ledger.claim(one, for: "b"))
            await ledger.release([one], for: "a")
            claims.append(await ledger.claim(one, for: "b"))
            try await timing.sleep(.seconds(60))
            claims.append(await ledger.claim(one, for: "a"))
            await ledger.record(LedgerEntry(keys: [one]))
            claims.append(await ledger.claim(one, for: "a"))
            claims.append(await ledger.claim(two, for: "b"))
            return claims
        }
        #expect(claims == [.granted, .leased, .granted, .leased, .granted, .granted, .recorded, .granted])
    }

    @Test func `marks are set with the keys, and the last one counts`() throws {
        let timing = world.clock.timing()
        let marks = try world.run {
            let ledger = MemoryLedger(timing: timing)
            await ledger.record(LedgerEntry(marks: ["a": "1", "b": "1"]))
            await ledger.record(LedgerEntry(marks: ["a": "2"]))
            return await ledger.marks(["a", "c"])
        }
        #expect(marks == ["a": "2"])
    }

    @Test func `an event is forgotten after its retention, unless it is still looked up`() throws {
        let (timing, one, two) = (world.clock.timing(), one, two)
        let unrecorded = try world.run {
            let ledger = try MemoryLedger(retention: .seconds(48 * 3600), timing: timing)
            await ledger.record(LedgerEntry(keys: [one, two]))
            for hour in 1...10 {
                try await timing.sleep(.seconds(hour * 6 * 3600))
                _ = await ledger.unrecorded(of: [two])
                await ledger.record(LedgerEntry(keys: [EventKey(.callFailed, "\(hour)")]))
            }
            return await ledger.unrecorded(of: [one, two])
        }
        #expect(unrecorded == [one])
    }

    @Test func `a retention shorter than the service's retries is refused`() {
        let error = #expect(throws: CallFunnelError.self) { try MemoryLedger(retention: .seconds(48 * 3600 - 1)) }
        #expect(error?.code == .invalidConfiguration && error?.message.contains("48 hours") == true)
    }
}
