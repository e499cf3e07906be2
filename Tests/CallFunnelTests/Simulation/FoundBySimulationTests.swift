// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

/// Worlds in which the promise was broken once, by the name of what was wrong.
@Suite struct FoundBySimulationTests {
    @Test func `a crash during the very first write leaves a ledger that opens`() { expect(218, 4225, 5614, 8872) }

    @Test func `several watchers of one ledger miss no crossing of the wallet's lines`() { expect(1393) }

    @Test func `watchers that start from now together swallow nothing that is news to one of them`() { expect(1729) }

    @Test func `an acknowledged event is recorded in time when the next one is handled for longer than a lease`() {
        expect(1438)
    }

    @Test func `a start from an instant announces nothing older, however far later polls read back`() { expect(3233) }

    @Test func `a turn dated in the future that a first poll showed before it failed is not news`() { expect(93, 1213) }

    @Test func `a message sent before the starting instant is followed to its delivery after it`() { expect(1277) }

    @Test func `what is held back from a walk that broke off is found by the next one`() { expect(26943) }

    @Test func `an event that had no time at first is judged by the one it got`() { expect(63539, 84833) }

    @Test func `a suspension polled by a clock that is off is the one that is pushed later`() {
        expect(161, 165, pushing: true)
    }

    @Test func `a crossing that is handed out again after a crash has the time it was found at`() {
        expect(526, 1070, 1158, 1615, 1795, pushing: true)
    }

    @Test func `a pushed event whose loop was left may be handled by anybody`() {
        expect(124, 266, 7459, 28496, 35351, pushing: true)
    }

    @Test func `a push of what was polled and took longer than a lease to handle is not handed out again`() {
        expect(33621, pushing: true)
    }

    @Test func `crossings that are pushed and polled close together are not lost`() {
        expect(67, 73, 122, 295, pushing: true)
    }

    @Test func `what push misses is polled as late as polls are slowed down to`() { expect(12651, pushing: true) }

    private func expect(_ seeds: UInt64..., pushing: Bool = false) {
        for seed in seeds {
            let report = WorldTrial(WorldPlan(seed: seed, pushing: pushing)).run()
            #expect(report.holds, "\(report.violations)")
        }
    }
}
