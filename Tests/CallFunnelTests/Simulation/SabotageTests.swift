// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

/// The simulation notices when the watcher is broken: each of these breaks it in one way, from outside.
@Suite struct SabotageTests {
    @Test(arguments: Sabotage.allCases)
    func `a broken watcher is found out`(sabotage: Sabotage) throws {
        let seed = sabotage.seeds.first { seed in
            !WorldTrial(WorldPlan(seed: seed, pushing: sabotage == .pushMovesMarks), sabotage: sabotage.saboteur).run()
                .holds
        }
        _ = try #require(seed, "no world in \(sabotage.seeds) notices \(sabotage)")
    }

    @Test func `the same worlds pass when nothing is broken`() {
        // Those from 0 on are among the worlds of WorldSimulationTests.
        for sabotage in [Sabotage.markMovedEarly, .pushMovesMarks] {
            for seed in sabotage.seeds {
                let report = WorldTrial(WorldPlan(seed: seed, pushing: sabotage == .pushMovesMarks)).run()
                #expect(report.holds, "\(report.holds ? "" : report.description)")
            }
        }
    }
}

extension Sabotage {
    /// Some seed among these must fail; all of them pass without the sabotage.
    fileprivate var seeds: [UInt64] {
        switch self {
        case .markMovedEarly: [315, 733, 762, 788, 1012]
        case .nothingHeldBack: [0, 2, 6, 9, 24, 42]
        case .pushMovesMarks: [290, 437, 833, 925]
        default: Array(0..<10)
        }
    }
}
