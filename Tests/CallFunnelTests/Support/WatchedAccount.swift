// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Synchronization

/// A simulated account on a simulated clock, and what is needed to watch it.
struct WatchedAccount: Sendable {
    let world: SimulatedWorld
    let timing: Timing
    let simulator: Simulator
    let observations = Log<Watcher.Observation>()

    init(
        seed: UInt64 = 1, skew: Duration = .zero, account: Simulator.Account = .init(), pageSize: Int = 20,
        shape: Simulator.Shape = .init(), faults: FaultPlan? = nil, limits: SimulatedWorld.Limits = .init()
    ) {
        world = SimulatedWorld(seed: seed, limits: limits)
        timing = world.clock.timing(seed: seed, skew: skew)
        simulator = Simulator(
            seed: seed, timing: world.clock.timing(seed: seed), account: account, pageSize: pageSize, shape: shape,
            faults: faults)
    }

    func client(transport: (any Transport)? = nil, key: String = Simulator.defaultKey) throws -> CallFunnelClient {
        try CallFunnelClient(apiKey: key, transport: transport ?? simulator, timing: timing)
    }

    func watcher(
        _ sources: [Watcher.Source], from start: Watcher.StartingPoint = .everything,
        ledger: (any EventLedger)? = nil, every interval: Duration = .seconds(30),
        transport: (any Transport)? = nil, key: String = Simulator.defaultKey
    ) throws -> Watcher {
        let observations = observations
        return try Watcher(
            client(transport: transport, key: key), watching: sources, startingFrom: start, ledger: ledger,
            cadence: .every(interval), observe: { observations.add($0) })
    }
}

extension Watcher.Events {
    /// The printed keys of all events, to the end of the sequence.
    func keys() async throws -> [String] {
        var keys: [String] = []
        for try await event in self { keys.append(event.key.description) }
        return keys
    }

    /// The printed keys of the next `count` events, all of them acknowledged but the last.
    func keys(_ count: Int) async throws -> [String] {
        var keys: [String] = []
        for try await event in self {
            keys.append(event.key.description)
            if keys.count == count { break }
        }
        return keys
    }
}

/// A list that many tasks write to.
final class Log<Element: Sendable>: Sendable {
    private let entries = Mutex<[Element]>([])

    func add(_ element: Element) { entries.withLock { $0.append(element) } }
    var all: [Element] { entries.withLock { $0 } }
}
