// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

/// The simulation notices when the watcher is broken: each of these breaks it in one way, from outside.
@Suite struct SabotageTests {
    enum Sabotage: String, CaseIterable, Sendable {
        case recordedAtClaimTime, markMovedEarly, nothingHeldBack, boundarySkipped, noOverlap, onePageOnly
        case claimBurned, retentionTooShort

        /// Some seed among these must fail; all of them pass without the sabotage.
        var seeds: Range<UInt64> { self == .markMovedEarly ? 105..<115 : 0..<10 }

        @Sendable func saboteur(_ context: WorldContext) -> any WorldSaboteur {
            switch self {
            case .recordedAtClaimTime: RecordsAtClaimTime()
            case .markMovedEarly: MovesMarksEarly(context: context)
            case .nothingHeldBack: HoldsNothingBack()
            case .boundarySkipped: Rewriting.withoutBoundary
            case .noOverlap: Rewriting.withoutOverlap
            case .onePageOnly: OnePageOnly()
            case .claimBurned: BurnsClaims()
            case .retentionTooShort: ForgetsTooSoon(context)
            }
        }
    }

    @Test(arguments: Sabotage.allCases)
    func `a broken watcher is found out`(sabotage: Sabotage) throws {
        let seed = sabotage.seeds.first { seed in
            !WorldTrial(WorldPlan(seed: seed), sabotage: sabotage.saboteur).run().holds
        }
        _ = try #require(seed, "no world in \(sabotage.seeds) notices \(sabotage)")
    }

    @Test func `the same worlds pass when nothing is broken`() {
        // Those from 0 on are among the worlds of WorldSimulationTests.
        for seed in Sabotage.markMovedEarly.seeds {
            let report = WorldTrial(WorldPlan(seed: seed)).run()
            #expect(report.holds, "\(report.holds ? "" : report.description)")
        }
    }
}
