// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// Callers that hang up while their event is handled, in front of a ledger that minds a cancelled task, as drivers of
/// databases do.
@Suite struct HangUpTests {
    /// Pushes one call until it is answered 200, hanging up each time after 30 s.
    private static func push(_ scene: FeedScene) {
        scene.world.start {
            for wait in [5, 60, 300, 1800, 7200] {
                try? await scene.sleep(until: scene.elapsed + .seconds(wait))
                _ = await scene.account.timing.run(until: scene.elapsed + .seconds(30)) {
                    let request = scene.reception.request(Reception.call("call_7", run: "run_7", push: "evt_1"))
                    scene.statuses.add(await scene.receiver.respond(to: request).status)
                }
                if scene.statuses.all.last == 200 { return }
            }
        }
    }

    @Test func `what a loop acknowledged is recorded though its caller has hung up, and handled once`() throws {
        let scene = try FeedScene(ledger: MindfulLedger(base: MemoryLedger()))
        let handed = Log<String>()
        try scene.world.run {
            await scene.simulator.addWorkflow("wf_1")
            Self.push(scene)
            let feed = try scene.feed()
            _ = await scene.account.timing.run(until: .seconds(10_000)) {
                for try await event in feed {
                    handed.add(event.key.description)
                    try await scene.sleep(until: scene.elapsed + .seconds(35))
                }
            }
        }
        #expect(handed.all == ["call.completed/call_7"])
        // The answer to the first came too late for its caller; nobody has to come again.
        #expect(scene.statuses.all == [200])
    }

    @Test func `the same holds for a loop over the receiver alone`() throws {
        let scene = try FeedScene(ledger: MindfulLedger(base: MemoryLedger()))
        let handed = Log<String>()
        try scene.world.run {
            Self.push(scene)
            _ = await scene.account.timing.run(until: .seconds(10_000)) {
                for try await event in scene.receiver.events() {
                    handed.add(event.key.description)
                    try await scene.sleep(until: scene.elapsed + .seconds(35))
                }
            }
        }
        #expect(handed.all == ["call.completed/call_7"])
    }

    @Test func `a loop that is cancelled while it records says so, and the event comes again`() throws {
        let ledger = MindfulLedger(base: MemoryLedger(), delay: .seconds(10))
        let scene = try FeedScene(ledger: ledger)
        let handed = Log<String>()
        let codes = Log<CallFunnelError.Code?>()
        try scene.world.run {
            await scene.simulator.addWorkflow("wf_1")
            ledger.timing.add(scene.account.timing)
            for time in [5, 65] { scene.push("call_7", run: "run_7", id: "evt_1", at: .seconds(time)) }
            for end in [10, 200] {
                let feed = try scene.feed()
                _ = await scene.account.timing.run(until: .seconds(end)) {
                    do throws(CallFunnelError) {
                        for try await event in feed { handed.add(event.key.description) }
                    } catch { codes.add(error.code) }
                }
            }
        }
        #expect(handed.all == ["call.completed/call_7", "call.completed/call_7"])
        #expect(codes.all == [.cancelled, .cancelled])
        #expect(scene.statuses.all == [503, 200])
    }
}

/// Does nothing for a task that was cancelled.
private struct MindfulLedger: EventLedger {
    let base: MemoryLedger
    var delay: Duration = .zero
    /// Of the world, once there is one.
    let timing = Log<Timing>()

    func unrecorded(of keys: [EventKey]) async throws -> [EventKey] {
        try Task.checkCancellation()
        return await base.unrecorded(of: keys)
    }

    func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim {
        try Task.checkCancellation()
        return await base.claim(key, for: owner)
    }

    func release(_ keys: [EventKey], for owner: String) async throws {
        try Task.checkCancellation()
        await base.release(keys, for: owner)
    }

    func record(_ entry: LedgerEntry) async throws {
        if delay > .zero, entry.keys.contains(where: { $0.type == .callCompleted }), let timing = timing.all.first {
            try await timing.sleep(timing.elapsed() + delay)
        }
        try Task.checkCancellation()
        await base.record(entry)
    }

    func marks(_ names: [String]) async throws -> [String: String] {
        try Task.checkCancellation()
        return await base.marks(names)
    }
}
