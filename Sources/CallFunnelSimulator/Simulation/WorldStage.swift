// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation
import Synchronization

/// What a world consists of while it runs: the account, the ledger, and the processes of the current epoch.
final class WorldStage: Sendable {
    let plan: WorldPlan
    let world: SimulatedWorld
    let history: WorldHistory
    let simulator: Simulator
    private let disk = SimulatedDisk()
    private let shared: MemoryLedger
    private let saboteur: (any WorldSaboteur)?
    private let timings = Mutex<UInt64>(0)
    private let lives = Mutex<[ProcessLife]>([])
    private let line = WebhookLine()

    init(plan: WorldPlan, world: SimulatedWorld, sabotage: WorldTrial.Sabotage?) {
        self.plan = plan
        self.world = world
        history = WorldHistory(clock: world.clock)
        let timing = world.clock.timing(seed: plan.seed)
        let faults =
            plan.faults.isEmpty
            ? nil : FaultPlan(plan.faults, rate: plan.faultRate, seed: plan.seed, retryAfter: .seconds(7))
        var account = Simulator.Account()
        account.balanceMinor = plan.seed % 5 == 0 ? 150 : 500
        let simulator = Simulator(
            seed: plan.seed, timing: timing, account: account, pageSize: plan.pageSize, shape: plan.shape,
            faults: faults, irregularities: plan.irregularities)
        self.simulator = simulator
        shared = MemoryLedger(timing: timing)
        saboteur = sabotage.map { $0(WorldContext(simulator: simulator, clock: world.clock)) }
    }

    private func timing(_ number: Int = 0) -> Timing {
        let skew = plan.skews.isEmpty ? .zero : plan.skews[number % plan.skews.count]
        let count = timings.withLock { count in
            count += 1
            return count
        }
        // Other dice for everybody: watchers call themselves by a throw of them.
        return world.clock.timing(seed: plan.seed &* 0x9E37_79B9 &+ count, skew: skew)
    }

    func rest(_ duration: Duration) async throws {
        let timing = world.clock.timing()
        if duration > .zero { try await timing.sleep(duration) }
    }

    /// The service's sender, for as long as the world lasts.
    func push(_ pushes: WorldPushes) async {
        guard let secret = try? WebhookSecret(WorldPushes.secret) else { return }
        let sender = WebhookSender(
            to: URL(filePath: "/webhooks"), secrets: SigningSecrets(secret), timing: world.clock.timing(),
            troubles: SenderTroubles(
                pushes.troubles, rate: pushes.rate, seed: plan.seed, struckAttempts: pushes.struckAttempts),
            transport: line)
        await sender.push(from: simulator)
    }

    /// The scenario. A step that cannot happen, because a plan was cut short, does not.
    func play() async {
        let timing = world.clock.timing()
        for workflow in plan.workflows { await simulator.addWorkflow(workflow) }
        var names = Names()
        for step in plan.steps {
            do { try await timing.sleep(step.offset) } catch { return }
            names = await simulator.attempt(step.action, names)
        }
        await simulator.end()
    }

    func facts() async -> WorldFacts {
        await simulator.facts
    }
}

// The processes.
extension WorldStage {
    /// Nothing the processes still do has an effect.
    func freeze() {
        disk.freeze()
        for life in lives.withLock({ $0 }) { life.kill() }
    }

    /// The machine comes up again.
    func thaw(_ chance: inout SeededGenerator) {
        disk.crash(&chance)
        lives.withLock { $0 = [] }
    }

    var anyDied: Bool { lives.withLock { $0.contains { $0.isDead } } }

    private func life(_ effects: Int?) -> ProcessLife {
        let disk = plan.ledger == .file ? disk : nil
        let life = ProcessLife(effects: effects, die: { disk?.freeze() })
        lives.withLock { $0.append(life) }
        return life
    }

    /// Starts every process of an epoch and cancels what is left of them at its end.
    func live(through epoch: WorldPlan.Epoch, until end: (@Sendable () async -> Void)? = nil) async {
        await withTaskGroup(of: Void.self) { group in
            switch plan.ledger {
            case .file:
                // One process owns the file, so its watchers live and die together.
                group.addTask { await self.oneProcess(epoch) }
            case .shared:
                for (number, process) in epoch.processes.enumerated() {
                    group.addTask { await self.restarting(process, number, number == 0 ? epoch.lanes : .polls) }
                }
            }
            group.addTask {
                if let end { await end() } else { try? await self.rest(epoch.length) }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func oneProcess(_ epoch: WorldPlan.Epoch) async {
        let life = life(epoch.processes.lazy.compactMap(\.effects).first)
        let storage = FragileStorage(base: disk.storage(), life: life)
        let ledger: FileLedger
        do throws(CallFunnelError) {
            ledger = try await FileLedger(
                storage: storage, executor: world.pump, lease: WorldPlan.lease, timing: timing())
        } catch {
            if !life.isDead, !Task.isCancelled { history.add(.unopened(error)) }
            return
        }
        await withTaskGroup(of: Void.self) { group in
            for (number, process) in epoch.processes.enumerated() {
                let lanes = number == 0 ? epoch.lanes : .polls
                group.addTask { await self.process(process, number, lanes, life, ledger).run() }
            }
        }
    }

    /// One of several processes, which is started again when it dies.
    private func restarting(_ plan: WorldPlan.Process, _ number: Int, _ lanes: WorldLanes) async {
        await process(plan, number, lanes, life(plan.effects), shared).run()
        if !Task.isCancelled { await process(plan, number, lanes, life(nil), shared).run() }
    }

    private func process(
        _ plan: WorldPlan.Process, _ number: Int, _ lanes: WorldLanes, _ life: ProcessLife, _ ledger: any EventLedger
    ) -> SimulatedProcess {
        let timing = timing(number)
        return SimulatedProcess(
            plan: plan, longestHandling: self.plan.longestHandling, life: life, history: history, timing: timing,
            events: Subjects(simulator: simulator)
        ) { [self] watcher in
            let ledger = ProbeLedger(
                base: saboteur?.ledger(ledger) ?? ledger, life: life, history: history, watcher: watcher)
            let transport = ProbeTransport(
                base: saboteur?.transport(simulator) ?? simulator, simulator: simulator, life: life, history: history,
                watcher: watcher)
            let polls = try Watcher(
                CallFunnelClient(apiKey: Simulator.defaultKey, transport: transport, timing: timing),
                watching: self.plan.sources, startingFrom: self.plan.start,
                ledger: ledger,
                cadence: .every(self.plan.interval),
                observe: { [history] observation in
                    if case .gap(let gap) = observation { history.add(.gap(watcher: watcher, gap)) }
                })
            guard let pushes = self.plan.pushes, lanes != .polls else {
                return EventLoop(polls, oneTurn: plan.style == .oneTurn)
            }
            let receiver = try WebhookReceiver(
                secrets: [WebhookSecret(WorldPushes.secret)], ledger: ledger, timing: timing)
            guard lanes == .both else { return EventLoop(receiver, line) }
            let feed = try EventFeed(
                polls, receiver, pushes: pushes.wakesPolls ? .eventsAndHints : .events,
                slowingPollsTo: pushes.slowsPolls ? .seconds(300) : nil)
            return EventLoop(feed, receiver, line)
        }
    }

    /// The faults are over, the consumers quick, and the time enough for leases, suspensions and what shows late.
    func liveToTheEnd() async {
        await simulator.setFaults(nil)
        if !plan.steps.contains(where: { $0.action == .reinstate }) { await simulator.reinstate() }
        let processes = plan.skews.indices.map { WorldPlan.Process(style: .fast, seed: UInt64($0), effects: nil) }
        let epoch = WorldPlan.Epoch(
            crashAfter: nil, length: .zero, downtime: .zero, processes: processes,
            lanes: plan.pushes == nil ? .polls : .both)
        await live(through: epoch) { try? await self.waitForTheEnd() }
    }

    private func waitForTheEnd() async throws {
        // A moment longer than the last step, which may come later within its instant.
        try await rest((plan.steps.last?.offset ?? .zero) - world.clock.now.offset + .milliseconds(1))
        let readable = await simulator.truth.entries.map(\.readableAt).max() ?? world.clock.time
        try await rest(world.clock.time.duration(to: readable))
        // A suspended account is polled every five minutes; leases of the dead matter where a ledger is shared.
        let isSuspended = plan.steps.contains { if case .suspend = $0.action { true } else { false } }
        try await rest(isSuspended ? .seconds(310) : .zero)
        // What push misses is polled as late as polls are slowed down to.
        try await rest(plan.pushes?.slowsPolls == true ? .seconds(330) : .zero)
        try await rest(plan.ledger == .shared ? WorldPlan.lease : .zero)
        try await rest(plan.interval * 2 + .seconds(30))
    }
}
