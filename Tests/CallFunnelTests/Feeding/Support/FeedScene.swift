// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation

@testable import CallFunnel

/// An account that is polled, and pushed by hand, into one feed on a simulated clock.
struct FeedScene: Sendable {
    let account: WatchedAccount
    let reception: Reception
    let ledger: MemoryLedger
    let watcher: Watcher
    let receiver: WebhookReceiver
    let observations = Log<EventFeed.Observation>()

    init(
        seed: UInt64 = 1, _ sources: [Watcher.Source] = [.runs(of: "wf_1")],
        from start: Watcher.StartingPoint = .everything, every interval: Duration = .seconds(30),
        transport: ((WatchedAccount) -> any Transport)? = nil, key: String = Simulator.defaultKey,
        limits: SimulatedWorld.Limits = .init()
    ) throws {
        account = WatchedAccount(seed: seed, limits: limits)
        reception = try Reception(sharing: account.world)
        ledger = MemoryLedger(timing: account.timing)
        watcher = try account.watcher(
            sources, from: start, ledger: ledger, every: interval, transport: transport?(account), key: key)
        receiver = try reception.receiver(ledger: ledger)
    }

    var world: SimulatedWorld { account.world }
    var simulator: Simulator { account.simulator }
    var elapsed: Duration { account.timing.elapsed() }

    func feed(wakesPolls: Bool = false) throws(CallFunnelError) -> EventFeed {
        let observations = observations
        return try EventFeed(watcher, receiver, wakesPolls: wakesPolls, observe: { observations.add($0) })
    }

    /// Answers a push of a completed call at a time.
    @discardableResult
    func push(_ call: String, run: String, id: String, at time: Duration) async -> HTTPResponse {
        await push(Reception.call(call, run: run, push: id), at: time)
    }

    @discardableResult
    func push(_ body: String, at time: Duration) async -> HTTPResponse {
        if time > elapsed { try? await account.timing.sleep(time) }
        return await receiver.respond(to: reception.request(body))
    }

    /// The names of what the feed observed, in order, without their values.
    var observed: [String] {
        observations.all.map { String("\($0)".prefix { $0 != "(" }) }
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
}
