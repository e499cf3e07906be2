// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Testing

@testable import CallFunnel

/// A receiver crashes at every await of every attempt, and its successor takes what comes next.
@Suite struct CrashedReceiverTests {
    private static let event = "evt_1"

    private struct Ending: Sendable {
        let delivery: WebhookDelivery
        let effects: [String]
        /// Nil when it crashed.
        var jobs: Int?

        /// The service was answered nothing at its last attempt, so there is no further one.
        var lostItsLastAttempt: Bool {
            delivery.outcome == .exhausted && delivery.attempts.last?.answer == .unreachable
        }
    }

    private enum Ledger { case database, file }

    /// - Parameters:
    ///   - crashes: after how many jobs each process in turn ends.
    ///   - broken: for how long after the start the handler fails.
    private func play(
        _ ledger: Ledger = .database, seed: UInt64, crashes: [Int], broken: Duration = .zero
    ) throws -> Ending {
        let scene = try PushScene(seed: seed)
        defer { scene.world.close() }
        let disk = SimulatedDisk()
        let clock = scene.world.clock
        let sender = scene.startSending(scene.events())
        let life: @Sendable () async throws -> WebhookDelivery = {
            let file =
                ledger == .file
                ? try await FileLedger(storage: disk.storage(), executor: scene.world.pump, timing: scene.timing) : nil
            try await scene.serve(withLetters: true, ledger: file) { clock.now.offset < broken }
            return await sender.deliveries[0]
        }
        var chance = CallFunnelSimulator.SeededGenerator(seed: seed)
        for crash in crashes {
            let outcome = try scene.world.run(
                crashingAfter: crash,
                freeze: {
                    scene.crash()
                    disk.freeze()
                }, life)
            if case .finished(let delivery, let jobs) = outcome {
                return Ending(delivery: delivery, effects: scene.store.effects, jobs: jobs)
            }
            disk.crash(&chance)
            scene.letters.thaw()
            _ = try scene.world.run {
                try await clock.sleep(for: .seconds(5))
                return 0
            }
        }
        let delivery = try scene.world.run(life)
        if delivery.outcome == .exhausted {
            // The dead process's claim has run out by then.
            try scene.world.run {
                try await clock.sleep(for: .seconds(301))
                _ = try await scene.handleLetters()
            }
        }
        return Ending(delivery: delivery, effects: scene.store.effects)
    }

    /// One world for each await of a process, until one comes to its end.
    private func crashEverywhere(
        _ ledger: Ledger = .database, seed: UInt64, broken: Duration, _ check: (Ending, Int) throws -> Void
    ) throws -> Int {
        for jobs in 1...20_000 {
            let ending = try play(ledger, seed: seed, crashes: [jobs], broken: broken)
            try check(ending, jobs)
            if ending.jobs != nil { return jobs }
        }
        Issue.record("no process came to its end")
        return 0
    }

    @Test(arguments: [1, 2] as [UInt64]) func `a crash in the first attempt leaves the event to the next ones`(
        seed: UInt64
    ) throws {
        let awaits = try crashEverywhere(seed: seed, broken: .zero) { ending, jobs in
            #expect(ending.effects == [Self.event] && ending.delivery.outcome == .delivered, "after \(jobs) jobs")
            // Its claim holds for five minutes, so the third attempt is the last one needed.
            #expect(ending.delivery.attempts.count <= 3)
        }
        #expect(awaits > 30)
    }

    @Test func `a crash at any await of any attempt costs nothing, and after the last one there is a letter`() throws {
        var unanswered = 0
        let awaits = try crashEverywhere(seed: 1, broken: .seconds(100_000)) { ending, jobs in
            if ending.lostItsLastAttempt {
                // Nobody can tell the service any more, but the attempt before it left a letter.
                unanswered += 1
                #expect(ending.effects == [Self.event], "after \(jobs) jobs")
            } else {
                #expect(ending.effects == [Self.event] && ending.delivery.outcome == .delivered, "after \(jobs) jobs")
                #expect(ending.delivery.attempts.count == 7)
            }
        }
        // The crashes in the last of seven attempts, and none before.
        #expect(unanswered > 0 && unanswered < awaits / 4, "\(unanswered) of \(awaits)")
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `a receiver that crashes in six attempts handles the event in the next`(
        seed: UInt64
    ) throws {
        var chance = CallFunnelSimulator.SeededGenerator(seed: seed)
        let ending = try play(seed: seed, crashes: (0..<6).map { _ in 4 + chance.below(60) })
        #expect(ending.effects == [Self.event] && ending.delivery.outcome == .delivered)
    }

    @Test func `with a ledger that commits by itself, a crash repeats the event once at most`() throws {
        var repeated = 0
        _ = try crashEverywhere(.file, seed: 1, broken: .zero) { ending, jobs in
            #expect(ending.delivery.outcome == .delivered, "after \(jobs) jobs")
            #expect(ending.effects == [Self.event] || ending.effects == [Self.event, Self.event], "after \(jobs) jobs")
            repeated += ending.effects.count - 1
        }
        // Between the effect and its record there are awaits: this shows that the crashes reach them.
        #expect(repeated > 0)
    }

    @Test func `what the simulation finds when a receiver records before it handles`() throws {
        // The harness must see what it is made for: an effect that is committed when the event is claimed.
        var lost = 0
        for jobs in 1...400 {
            let scene = try PushScene(seed: 1)
            defer { scene.world.close() }
            let sender = scene.startSending(scene.events())
            let outcome = try scene.world.run(crashingAfter: jobs, freeze: { scene.crash() }) {
                try await scene.serve(ledger: RecordsWhenClaimed(base: scene.store.process()))
                return await sender.deliveries[0]
            }
            if case .finished = outcome { break }
            scene.letters.thaw()
            let delivery = try scene.world.run {
                try await scene.serve(ledger: RecordsWhenClaimed(base: scene.store.process()))
                return await sender.deliveries[0]
            }
            if delivery.outcome == .delivered, scene.store.effects == [] { lost += 1 }
        }
        #expect(lost > 0)
    }

    private struct RecordsWhenClaimed: EventLedger {
        let base: any EventLedger

        func unrecorded(of keys: [EventKey]) async throws -> [EventKey] { try await base.unrecorded(of: keys) }
        func release(_ keys: [EventKey], for owner: String) async throws { try await base.release(keys, for: owner) }
        func record(_ entry: LedgerEntry) async throws { try await base.record(entry) }
        func marks(_ names: [String]) async throws -> [String: String] { try await base.marks(names) }

        func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim {
            let claim = try await base.claim(key, for: owner)
            if claim == .granted {
                try await base.record(LedgerEntry(keys: [key, PushKey.lane(key), PushKey.id("evt_1")]))
            }
            return claim
        }
    }
}
