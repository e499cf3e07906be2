// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Testing

@testable import CallFunnelSimulator

/// Random campaigns, shapes, faults and interleavings: what the watcher delivered is compared with what the simulator
/// did.
@Suite struct WatcherSimulationTests {
    @Test(arguments: 0..<25 as Range<UInt64>)
    func `every event of a random campaign is delivered once and in order`(seed: UInt64) throws {
        let history = try WatchedCampaign(seed: seed, faults: []).run()
        try history.check(seed)
    }

    @Test(arguments: 1000..<1040 as Range<UInt64>)
    func `no fault loses or doubles an event`(seed: UInt64) throws {
        let faults = Fault.allCases.filter { $0 != .suspended }
        let history = try WatchedCampaign(seed: seed, faults: faults).run()
        try history.check(seed)
    }
}

/// One random campaign and its watcher.
struct WatchedCampaign {
    let seed: UInt64
    let faults: [Fault]

    struct History: Sendable {
        let delivered: [CallFunnelEvent]
        let truth: Truth
        /// Approvals that left the pending list without being approved: a poll may have come too late to see them.
        let fleeting: Set<String>

        func check(_ seed: UInt64) throws {
            let keys = delivered.map(\.key.description)
            let expected = truth.entries.filter(\.isWatched).map(\.key)
            #expect(Set(expected).subtracting(keys).subtracting(fleeting) == [], "seed \(seed): missing")
            #expect(Set(keys).subtracting(expected) == [], "seed \(seed): invented")
            #expect(keys.count == Set(keys).count, "seed \(seed): doubled")
            // Order per resource, as the truth has it.
            var order: [String: [String]] = [:]
            for entry in truth.entries where entry.isWatched { order[entry.resource, default: []].append(entry.key) }
            for (resource, sequence) in order {
                let seen = sequence.filter { !fleeting.contains($0) || keys.contains($0) }
                #expect(keys.filter(Set(sequence).contains) == seen, "seed \(seed): order of \(resource)")
            }
        }
    }

    func run() throws -> History {
        let account = WatchedAccount(
            seed: seed, skew: .seconds(Int64(seed % 7) * 100 - 300), pageSize: Int(seed % 5) * 4 + 3,
            shape: .random(seed: seed), faults: FaultPlan(faults, seed: seed))
        let scenario = Scenario.random(seed: seed, size: 120, pace: .seconds(7), levels: false)
        let history = try account.world.run { [seed] in
            for workflow in scenario.workflows { await account.simulator.addWorkflow(workflow) }
            let sources: [Watcher.Source] =
                scenario.workflows.map { .runs(of: Workflow.ID($0)) } + [.approvals, .wallet(lowBelow: 200)]
                + scenario.phones.map { .timeline(of: PhoneNumber($0)) }
            let watcher = try account.watcher(sources)
            let log = Log<CallFunnelEvent>()
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    try? await scenario.play(on: account.simulator, timing: account.timing)
                    await account.simulator.setFaults(nil)
                    try? await account.timing.sleep(account.timing.elapsed() + .seconds(400))
                }
                group.addTask {
                    do {
                        for try await event in watcher.events() { log.add(event) }
                    } catch let error as CallFunnelError where error.code == .cancelled {
                    } catch {
                        Issue.record("seed \(seed): \(error)")
                    }
                }
                await group.next()
                group.cancelAll()
            }
            let gone = await account.simulator.approvals.filter { $0.status != "pending" && $0.status != "approved" }
            return History(
                delivered: log.all, truth: await account.simulator.truth,
                fleeting: Set(gone.map { "approval.requested/\($0.id)" }))
        }
        account.world.close()
        return history
    }
}

extension TruthEntry {
    /// Whether the endpoints a default watcher reads can show it.
    var isWatched: Bool {
        switch endpoint {
        case .approvals(let status): status == "pending" || status == "approved"
        default: true
        }
    }
}
