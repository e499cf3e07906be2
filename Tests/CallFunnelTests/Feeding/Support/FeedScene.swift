// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// An account that is polled, and pushed by hand, into one feed on a simulated clock.
struct FeedScene: Sendable {
    let account: WatchedAccount
    let reception: Reception
    let ledger: MemoryLedger
    let watcher: Watcher
    let receiver: WebhookReceiver
    let observations = Log<EventFeed.Observation>()
    let statuses = Log<Int>()

    init(
        seed: UInt64 = 1, _ sources: [Watcher.Source] = [.runs(of: "wf_1")],
        from start: Watcher.StartingPoint = .everything, every interval: Duration = .seconds(30),
        ledger given: (any EventLedger)? = nil, key: String = Simulator.defaultKey,
        shape: Simulator.Shape = .init(), transport: ((WatchedAccount) -> any Transport)? = nil
    ) throws {
        account = WatchedAccount(seed: seed, shape: shape)
        reception = try Reception(sharing: account.world)
        ledger = MemoryLedger(timing: account.timing)
        let other: any EventLedger = given ?? ledger
        watcher = try account.watcher(
            sources, from: start, ledger: other, every: interval, transport: transport?(account), key: key)
        receiver = try reception.receiver(ledger: other)
    }

    var world: SimulatedWorld { account.world }
    var simulator: Simulator { account.simulator }
    var elapsed: Duration { account.timing.elapsed() }

    func feed(
        pushes: EventFeed.Pushes = .events, slowingPollsTo floor: Duration? = nil, trust: EventFeed.Trust = .init()
    ) throws(CallFunnelError) -> EventFeed {
        let observations = observations
        return try EventFeed(
            watcher, receiver, pushes: pushes, slowingPollsTo: floor, trust: trust,
            observe: { observations.add($0) })
    }

    /// Sends a push of a completed call at a time, beside whatever runs; its answer is written down.
    func push(_ call: String, run: String, id: String, at time: Duration) {
        push(Reception.call(call, run: run, push: id), at: time)
    }

    func push(_ body: String, at time: Duration) {
        world.start {
            if time > elapsed { try? await account.timing.sleep(time) }
            statuses.add(await receiver.respond(to: reception.request(body)).status)
        }
    }

    func sleep(until time: Duration) async throws {
        if time > elapsed { try await account.timing.sleep(time) }
    }

    /// Starts and ends a run of `wf_1`.
    @discardableResult
    func addRun() async throws -> String {
        let run = try await simulator.startRun(workflow: "wf_1")
        try await simulator.endRun(run)
        return run
    }

    /// What is observed of some kind, as text.
    func observed(_ name: String) -> [String] {
        observations.all.map { "\($0)" }.filter { $0.hasPrefix(name) }
    }
}

/// An event that came out of a feed, and when.
struct Handed: Hashable, Sendable, CustomStringConvertible {
    let key: String
    let at: Duration

    init(_ key: String, at: Duration) {
        self.key = key
        self.at = at
    }

    var description: String { "\(key) at \(at)" }
}

extension EventFeed {
    /// The next `count` events, all of them acknowledged but the last.
    func events(_ count: Int, on scene: FeedScene) async throws -> [Handed] {
        var handed: [Handed] = []
        for try await event in self {
            handed.append(Handed(event.key.description, at: scene.elapsed))
            if handed.count == count { break }
        }
        return handed
    }

    /// All events until a time, the last of them acknowledged if its successor was asked for in time.
    func events(until end: Duration, on scene: FeedScene) async -> [Handed] {
        let handed = Log<Handed>()
        _ = await scene.account.timing.run(until: end) {
            for try await event in self { handed.add(Handed(event.key.description, at: scene.elapsed)) }
        }
        return handed.all
    }
}
