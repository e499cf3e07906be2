// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Testing

@testable import CallFunnel

/// Whatever happens in an account, whatever the sender does wrong and however often the receiver crashes: each event
/// takes effect exactly once.
@Suite struct TroubledPushTests {
    private struct Ending: Sendable {
        let deliveries: [WebhookDelivery]
        let truth: [String]
        var crashes = 0
    }

    private func play(seed: UInt64, _ scene: PushScene, troubles kinds: [SenderTrouble]) throws -> Ending {
        var chance = CallFunnelSimulator.SeededGenerator(seed: seed)
        let clock = scene.world.clock
        let simulator = Simulator(
            seed: seed, timing: clock.timing(), shape: seed % 3 == 0 ? .init() : .random(seed: seed))
        let sender = scene.startSending(
            .random(seed: seed, size: 30), from: simulator,
            troubles: SenderTroubles(kinds, rate: 0.25, seed: seed, struckAttempts: 1 + Int(seed % 2)))
        var crashes = 0
        // Within ten minutes, so that the attempts of the hours to come find somebody.
        for _ in 0..<chance.below(6) {
            let life = Duration.milliseconds(chance.below(60_000))
            let outcome = try scene.world.run(crashingAfter: 1 + chance.below(3000), freeze: { scene.crash() }) {
                try await scene.serve(withLetters: true, for: life)
                return 0
            }
            if case .crashed = outcome { crashes += 1 }
            scene.letters.thaw()
            let downtime = chance.below(45)
            _ = try scene.world.run {
                try await clock.sleep(for: .seconds(downtime))
                return 0
            }
        }
        var ending = try scene.world.run {
            try await scene.serve(withLetters: true)
            _ = try await scene.handleLetters()
            return Ending(deliveries: await sender.deliveries, truth: await simulator.truth.keys)
        }
        ending.crashes = crashes
        return ending
    }

    @Test(arguments: 0..<60 as Range<UInt64>) func `each event takes effect once`(seed: UInt64) throws {
        let scene = try PushScene(seed: seed)
        defer { scene.world.close() }
        let ending = try play(seed: seed, scene, troubles: SenderTrouble.allCases)
        #expect(ending.deliveries.map(\.event.truthKey) == ending.truth)
        let sent = ending.deliveries.filter { $0.outcome != .lost }
        #expect(sent.allSatisfy { $0.outcome == .delivered }, "\(sent.filter { $0.outcome != .delivered })")
        #expect(scene.store.effects.sorted() == sent.map(\.event.id).sorted(), "\(ending.crashes) crashes")
    }

    @Test func `a world repeats itself from its seed`() throws {
        let digests = try (0..<2).map { _ in
            let scene = try PushScene(seed: 5)
            defer { scene.world.close() }
            let ending = try play(seed: 5, scene, troubles: SenderTrouble.allCases)
            return ending.deliveries.map(\.description) + scene.store.effects
        }
        #expect(digests[0] == digests[1] && !digests[0].isEmpty)
    }
}
