// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension WorldPlan {
    /// The plan of a seed.
    ///
    /// - Parameter size: steps of the scenario, about.
    package init(seed: UInt64, size: Int = 30) {
        var chance = SeededGenerator(seed: seed &* 0x2545_F491_4F6C_DD1D)
        let pace: Duration = chance.pick(.seconds(2), .seconds(20), .seconds(90))
        let scenario = Scenario.random(seed: seed, size: size, pace: pace, levels: chance.unit() < 0.4)
        self.seed = seed
        let phones = scenario.phones
        steps = scenario.steps
        if chance.unit() < 0.3 { steps = Self.withChangingBalance(steps, &chance) }
        if seed % 4 == 1 { steps = Self.withBursts(steps, phone: phones.first ?? "", seed: seed) }
        if chance.unit() < 0.3 { steps = Self.withDecisions(steps, &chance) }
        workflows = Array(scenario.workflows.prefix(1 + chance.below(2)))
        self.phones = Array(scenario.phones.prefix(1 + chance.below(2)))
        shape = .random(seed: seed)
        pageSize = 3 + chance.below(3) * 4
        watchesEveryDecision = chance.unit() < 0.3
        watchesWallet = chance.unit() < 0.7
        interval = chance.pick(.seconds(30), .seconds(120), .seconds(240))
        faults = chance.unit() < 0.7 ? Fault.allCases : []
        faultRate = chance.pick(0.05, 0.2, 0.4)
        irregularities = Self.irregularities(&chance)
        prelude = chance.pick(.zero, .zero, .seconds(300), .seconds(1500))
        ledger = chance.pick(.file, .file, .shared)
        let watchers = ledger == .shared ? 2 + chance.below(2) : chance.pick(1, 1, 1, 2)
        skews = (0..<watchers).map { _ in .seconds(chance.pick(0, 0, -290, 290, 4000)) }
        start = chance.pick(.everything, .everything, .now)
        if seed % 6 == 5 { start = .since(Self.instant(within: steps, seed: seed)) }
        if seed % 8 == 3 { shape.listedRuns = 3 }
        longestHandling = .seconds(400)
        epochs = []
        for _ in 0..<chance.below(5) { epochs.append(Self.epoch(watchers, &chance)) }
    }

    private static func instant(within steps: [Scenario.Step], seed: UInt64) -> Timestamp {
        var chance = SeededGenerator(seed: seed ^ 0x51CE)
        let end = Int((steps.last?.offset ?? .zero).components.seconds)
        return SimulatedClock().epoch.advanced(by: .seconds(chance.below(end)))
    }

    /// A wallet that is filled and emptied again and again, up to half a minute before the end.
    private static func withChangingBalance(
        _ steps: [Scenario.Step], _ chance: inout SeededGenerator
    ) -> [Scenario.Step] {
        let end = Int((steps.last?.offset ?? .zero).components.seconds)
        let changes = (0..<10).map { _ in
            let balance = Int64(chance.pick(-40, 0, 1, 150, 500, 500, 500, 2500))
            return Scenario.Step(.seconds(chance.below(end)), .setBalance(balance))
        }
        return (steps + changes).sorted { $0.offset < $1.offset }
    }

    /// A desk where approvals are asked for and given all the time.
    private static func withDecisions(_ steps: [Scenario.Step], _ chance: inout SeededGenerator) -> [Scenario.Step] {
        let end = Int((steps.last?.offset ?? .zero).components.seconds)
        var more = [
            Scenario.Step(.zero, .startRun("desk", workflow: "wf_a")),
            Scenario.Step(.zero, .startCall("desk call", run: "desk", phone: "+12025550101", .inbound)),
        ]
        for number in 1...8 {
            let asked = chance.below(end)
            let action = Scenario.Action.requestApproval(
                "wish \(number)", call: "desk call", concession: "a later date", amountMinor: 100)
            more.append(Scenario.Step(.seconds(asked), action))
            let decided = Duration.seconds(asked + 1 + chance.below(60))
            more.append(Scenario.Step(decided, .decideApproval("wish \(number)", .approved, note: nil)))
        }
        return (more + steps).sorted { $0.offset < $1.offset }
    }

    /// A contact who writes two messages at once, so that pages are cut between equal times.
    private static func withBursts(_ steps: [Scenario.Step], phone: String, seed: UInt64) -> [Scenario.Step] {
        var chance = SeededGenerator(seed: seed ^ 0xB425)
        let end = Int((steps.last?.offset ?? .zero).components.seconds)
        let bursts = (0..<6).flatMap { number in
            let at = Duration.seconds(chance.below(end))
            return ["first", "second"].map {
                Scenario.Step(at, .reply(phone: phone, .whatsApp, content: "The \($0) of burst \(number)"))
            }
        }
        return (steps + bursts).sorted { $0.offset < $1.offset }
    }

    private static func irregularities(_ chance: inout SeededGenerator) -> Simulator.Irregularities {
        var irregularities = Simulator.Irregularities()
        irregularities.late = chance.pick(0, 0, 0.3)
        irregularities.premature = chance.pick(0, 0, 0.1)
        irregularities.anonymousTurns = chance.pick(0, 0, 0.5, 1)
        irregularities.strangers = chance.pick(0, 0.3)
        irregularities.shufflesRuns = chance.pick(false, true)
        return irregularities
    }

    private static func epoch(_ watchers: Int, _ chance: inout SeededGenerator) -> Epoch {
        // Powers of two, so that early crashes are as likely as late ones.
        let jobs = chance.below(16 << chance.below(9))
        return Epoch(
            crashAfter: chance.unit() < 0.7 ? jobs : nil,
            length: .seconds(1 + chance.below(chance.pick(100, 600, 2000))),
            downtime: .seconds(chance.pick(0, 0, chance.below(100), chance.below(1500))),
            processes: (0..<watchers).map { _ in
                Process(
                    style: Consumer.allCases[chance.below(Consumer.allCases.count)], seed: chance.next(),
                    effects: chance.unit() < 0.3 ? 1 + chance.below(100) : nil)
            })
    }
}
