// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

/// Random worlds: what several watchers delivered through faults, crashes and restarts is compared with what happened.
@Suite struct WorldSimulationTests {
    @Test(arguments: 0..<worlds)
    func `whatever happens, every event is delivered, in order, and repeated only for a reason`(seed: UInt64) {
        let report = WorldTrial(WorldPlan(seed: seed)).run()
        #expect(report.holds, "\(report.holds ? "" : report.description)")
    }

    @Test(arguments: 0..<worlds / 2)
    func `the same while the account pushes, and the program switches between polling and push`(seed: UInt64) {
        let report = WorldTrial(WorldPlan(seed: seed, pushing: true)).run()
        #expect(report.holds, "\(report.holds ? "" : report.description)")
    }

    @Test(arguments: WorldPlan.Ledger.allCases)
    func `a crash anywhere in a small world loses nothing`(ledger: WorldPlan.Ledger) {
        var plan = WorldPlan.small(ledger)
        var jobs = 0
        var crashes = 1
        // Every job would take a minute in a debug build; a stride that is prime to everything meets all kinds.
        #if DEBUG
        let stride = 73
        #else
        let stride = 3
        #endif
        while crashes > 0, jobs < 3000 {
            plan.epochs[0].crashAfter = jobs
            let report = WorldTrial(plan).run()
            #expect(report.holds, "\(report.holds ? "" : report.description)")
            crashes = report.figures.crashes
            jobs += stride
        }
        // The last one came to its end without a crash.
        #expect(jobs > 100 && crashes == 0)
    }

    @Test func `a seed runs the same way again`() {
        for seed in 400..<404 as Range<UInt64> {
            let texts = (0..<2).map { _ in WorldTrial(WorldPlan(seed: seed)).run().description }
            #expect(texts[0] == texts[1])
        }
    }

    @Test func `a failing world is shrunk to what makes it fail`() {
        let plan = WorldPlan(seed: 7)
        let shrunk = plan.shrunk { $0.steps.count >= 3 && $0.pageSize > 0 }
        #expect(shrunk.steps.count == 3 && shrunk.epochs.isEmpty && shrunk.faults.isEmpty)
    }
}

/// Unoptimised code takes a quarter of a second for a world.
#if DEBUG
private let worlds: UInt64 = 24
#else
private let worlds: UInt64 = 400
#endif
