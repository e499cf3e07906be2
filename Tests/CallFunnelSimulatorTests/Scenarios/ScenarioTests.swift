// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

private let types: Set<String> = [
    "call.completed", "call.failed", "message.sent", "message.delivered", "message.replied", "approval.requested",
    "approval.resolved", "workflow.run.started", "workflow.run.ended", "wallet.low", "wallet.exhausted",
    "tenant.suspended",
]

@Suite struct ScenarioTests {
    private func played(_ scenario: Scenario, speed: Double = 1) throws -> (truth: Truth, world: SimulatedWorld) {
        let world = SimulatedWorld()
        let simulator = world.simulator()
        let truth = try world.run {
            try await scenario.play(on: simulator, timing: world.clock.timing(), speed: speed)
            return await simulator.truth
        }
        return (truth, world)
    }

    @Test(arguments: UInt64(0)..<50)
    func `a campaign shows all twelve types within twenty seconds`(seed: UInt64) throws {
        let (truth, world) = try played(.campaign(seed: seed))
        let offsets = truth.entries.map { world.clock.epoch.duration(to: $0.at) }
        #expect(try #require(offsets.first) < .seconds(1))
        let early = truth.entries.filter { world.clock.epoch.duration(to: $0.at) <= .seconds(20) }
        #expect(Set(early.map(\.type)) == types)
        #expect(Set(truth.keys).count == truth.keys.count)
        #expect(truth.ended)
        #expect(world.clock.now.offset == .seconds(24))
        #expect(try #require(offsets.last) < .seconds(21.5))
    }

    @Test(arguments: UInt64(0)..<50)
    func `levels of a campaign last for two seconds and end three before the end`(seed: UInt64) throws {
        let scenario = Scenario.campaign(seed: seed)
        func time(of wanted: (Scenario.Action) -> Bool) throws -> Duration {
            try #require(scenario.steps.first { wanted($0.action) }).offset
        }
        let low = try time { $0 == .setBalance(150) }
        let exhausted = try time { $0 == .setBalance(0) }
        let filled = try time { $0 == .setBalance(2500) }
        let suspended = try time { $0 == .suspend(reason: "compliance review") }
        let lifted = try time { $0 == .reinstate }
        #expect(exhausted - low >= .seconds(2))
        #expect(filled - exhausted >= .seconds(2))
        #expect(lifted - suspended >= .seconds(2))
        #expect(scenario.duration - lifted >= .seconds(3))
    }

    @Test func `a campaign is the same for the same seed, and others differ`() {
        #expect(Scenario.campaign(seed: 3) == .campaign(seed: 3))
        #expect(Scenario.campaign(seed: 3) != .campaign(seed: 4))
        #expect(Scenario.campaign().workflows.count == 2)
        #expect(Scenario.campaign().phones.count == 3)
        #expect(Scenario.campaign().phones.allSatisfy { $0.hasPrefix("+120255501") && $0.count == 12 })
    }

    @Test func `a scenario can be played faster`() throws {
        let (truth, world) = try played(.campaign(), speed: 10)
        #expect(world.clock.now.offset == .milliseconds(2400))
        #expect(truth.keys == (try played(.campaign())).truth.keys)
    }

    @Test(arguments: UInt64(0)..<100)
    func `a random scenario can be played to its end`(seed: UInt64) throws {
        let scenario = Scenario.random(seed: seed, size: 150)
        #expect(scenario == .random(seed: seed, size: 150))
        let (truth, world) = try played(scenario)
        #expect(truth.ended)
        #expect(truth.entries.count > 40)
        #expect(Set(truth.keys).count == truth.keys.count)
        #expect(world.clock.now.offset == scenario.duration)
    }

    @Test func `random scenarios cover all types, and without levels all but those`() throws {
        var seen: Set<String> = []
        var withoutLevels: Set<String> = []
        for seed in UInt64(0)..<20 {
            seen.formUnion(try played(.random(seed: seed)).truth.entries.map(\.type))
            let calm = Scenario.random(seed: seed, size: 30, levels: false)
            withoutLevels.formUnion(try played(calm).truth.entries.map(\.type))
        }
        #expect(seen == types)
        #expect(withoutLevels.isSubset(of: types.subtracting(["tenant.suspended"])))
    }

    /// What two readers were answered while a campaign went on and things went wrong.
    private func watched(seed: UInt64) throws -> [String] {
        let world = SimulatedWorld(seed: seed)
        let simulator = world.simulator(seed: seed, faults: FaultPlan(Fault.allCases, seed: seed))
        let trace = Trace()
        world.start { try? await Scenario.campaign(seed: seed).play(on: simulator, timing: world.clock.timing()) }
        try world.run {
            await withTaskGroup(of: Void.self) { group in
                for target in ["/workflows/wf_recall/runs", "/approvals?status=pending"] {
                    group.addTask {
                        for _ in 0..<24 {
                            let reply = try? await simulator.get(target)
                            trace.add("\(world.clock.now.offset) \(target) \(reply?.status ?? 0) \(reply?.text ?? "")")
                            try? await world.clock.sleep(for: .seconds(1))
                        }
                    }
                }
            }
        }
        #expect(world.pump.foreignEnqueues == 0)
        world.close()
        return trace.all
    }

    @Test func `a whole world repeats for the same seed and differs for others`() throws {
        var seen: Set<[String]> = []
        for seed in UInt64(0)..<10 {
            let trace = try watched(seed: seed)
            #expect(trace.count == 48)
            #expect(try watched(seed: seed) == trace)
            seen.insert(trace)
        }
        #expect(seen.count == 10)
    }
}
