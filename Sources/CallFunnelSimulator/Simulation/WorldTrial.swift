// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// Runs one world to its end and compares what was delivered with what happened.
package struct WorldTrial: Sendable {
    package typealias Sabotage = @Sendable (WorldContext) -> any WorldSaboteur

    package let plan: WorldPlan
    private let sabotage: Sabotage?

    package init(_ plan: WorldPlan, sabotage: Sabotage? = nil) {
        self.plan = plan
        self.sabotage = sabotage
    }

    /// Runs on the calling thread. The same plan gives the same report.
    package func run() -> WorldReport {
        let limits = SimulatedWorld.Limits(jobsPerInstant: 200_000, time: .seconds(7 * 86_400))
        let world = SimulatedWorld(seed: plan.seed, limits: limits)
        defer { world.close() }
        let stage = WorldStage(plan: plan, world: world, sabotage: sabotage)
        do {
            try perform(on: stage)
            let facts = try world.run { await stage.facts() }
            return WorldReport(plan: plan, facts: facts, entries: stage.history.entries)
        } catch {
            return WorldReport(plan: plan, entries: stage.history.entries, failure: "\(error)")
        }
    }

    private func perform(on stage: WorldStage) throws {
        let world = stage.world
        world.start { await stage.play() }
        if let pushes = plan.pushes { world.start { await stage.push(pushes) } }
        try world.run { try await stage.rest(plan.prelude) }
        var chance = SeededGenerator(seed: plan.seed ^ 0xD15C)
        for (number, epoch) in plan.epochs.enumerated() {
            let outcome = try world.run(
                crashingAfter: epoch.crashAfter ?? .max, freeze: { stage.freeze() },
                { await stage.live(through: epoch) })
            var crashed = stage.anyDied
            if case .crashed = outcome { crashed = true }
            stage.history.add(.epoch(number + 1, crashed: crashed))
            stage.thaw(&chance)
            try world.run { try await stage.rest(epoch.downtime) }
        }
        try world.run { await stage.liveToTheEnd() }
        stage.history.add(.epoch(plan.epochs.count + 1, crashed: false))
    }
}
