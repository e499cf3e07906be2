// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Synchronization
import Testing

@testable import CallFunnel

/// The whole schedule of a day and a half, from the service's side to the receiver's effects.
@Suite struct WholeScheduleTests {
    private let scene: PushScene
    private static let offsets: [Duration] = [0, 60, 360, 2160, 9360, 52_560, 138_960].map { .seconds($0) }

    init() throws { scene = try PushScene(seed: 1) }

    /// Fails so many times.
    private func failures(_ count: Int) -> @Sendable () -> Bool {
        let left = Counter(count)
        return { left.count() }
    }

    private final class Counter: Sendable {
        private let left: Mutex<Int>
        init(_ count: Int) { left = Mutex(count) }
        func count() -> Bool {
            left.withLock { left in
                left -= 1
                return left >= 0
            }
        }
    }

    private func offsets(_ delivery: WebhookDelivery) -> [Duration] {
        delivery.attempts.map { delivery.attempts[0].at.duration(to: $0.at) }
    }

    @Test func `a handler that fails six times succeeds at the seventh attempt, 38 h 36 min after the first`() throws {
        let scene = scene
        let sender = scene.startSending(scene.events())
        let failing = failures(6)
        let delivery = try scene.world.run {
            try await scene.serve(failing: failing)
            return await sender.deliveries[0]
        }
        #expect(delivery.outcome == .delivered && offsets(delivery) == Self.offsets)
        #expect(delivery.attempts.map(\.answer) == Array(repeating: .status(503), count: 6) + [.status(200)])
        #expect(scene.store.effects == ["evt_1"] && scene.begun.all.count == 7)
    }

    @Test func `a handler that fails seven times loses nothing, because the last attempt becomes a dead letter`() throws
    {
        let scene = scene
        let sender = scene.startSending(scene.events())
        let failing = failures(7)
        let delivery = try scene.world.run {
            try await scene.serve(withLetters: true, failing: failing)
            return await sender.deliveries[0]
        }
        #expect(delivery.outcome == .delivered && offsets(delivery) == Self.offsets)
        #expect(delivery.attempts.map(\.answer) == Array(repeating: .status(503), count: 6) + [.status(200)])
        #expect(scene.store.effects == [] && scene.begun.all.count == 7)
        let reports = try scene.world.run {
            let reports = [try await scene.handleLetters(), try await scene.handleLetters()]
            return reports.map { [$0.handled, $0.kept] }
        }
        #expect(reports == [[1, 0], [0, 0]] && scene.store.effects == ["evt_1"])
    }

    @Test func `without a store of dead letters the service gives up after seven failures`() throws {
        let scene = scene
        let sender = scene.startSending(scene.events())
        let delivery = try scene.world.run {
            try await scene.serve(failing: { true })
            return await sender.deliveries[0]
        }
        #expect(delivery.outcome == .exhausted && offsets(delivery) == Self.offsets && scene.store.effects == [])
    }

    @Test(arguments: [Duration.seconds(600), .seconds(-600)]) func `a clock ten minutes off costs time and no event`(
        skew: Duration
    ) throws {
        let scene = scene
        scene.setSkew(skew)
        let sender = scene.startSending(scene.events(3))
        let deliveries = try scene.world.run {
            try await scene.serve(for: .seconds(20_000))
            // Somebody sets it.
            scene.setSkew(.zero)
            try await scene.serve()
            return await sender.deliveries
        }
        for delivery in deliveries {
            #expect(delivery.outcome == .delivered)
            #expect(delivery.attempts.map(\.answer) == Array(repeating: .status(503), count: 5) + [.status(200)])
        }
        #expect(scene.store.effects.sorted() == (1...3).map { "evt_\($0)" })
        #expect(scene.begun.all.count == 3)
    }

    @Test(arguments: [Duration.seconds(600), .seconds(-600)])
    func `a clock that nobody sets costs no event either, with a store of dead letters`(skew: Duration) throws {
        let scene = scene
        scene.setSkew(skew)
        let sender = scene.startSending(scene.events(2))
        let deliveries = try scene.world.run {
            try await scene.serve(withLetters: true)
            _ = try await scene.handleLetters()
            return await sender.deliveries
        }
        #expect(deliveries.allSatisfy { $0.outcome == .delivered && offsets($0) == Self.offsets })
        #expect(scene.store.effects.sorted() == ["evt_1", "evt_2"])
    }

    @Test(arguments: 1...6) func `a secret that is rotated late costs no event`(attempts: Int) throws {
        let scene = scene
        let sender = scene.startSending(scene.events(2), secrets: SigningSecrets(scene.newSecret))
        let late = Self.offsets[attempts - 1] + .seconds(30)
        let deliveries = try scene.world.run {
            try await scene.serve(secrets: [scene.secret], for: late)
            try await scene.serve(secrets: [scene.newSecret, scene.secret])
            return await sender.deliveries
        }
        for delivery in deliveries {
            #expect(delivery.outcome == .delivered)
            #expect(
                delivery.attempts.map(\.answer) == Array(repeating: .status(503), count: attempts) + [.status(200)])
        }
        #expect(scene.store.effects.sorted() == ["evt_1", "evt_2"])
    }

    @Test func `a rotation with an overlap needs no second attempt`() throws {
        let scene = scene
        let start = scene.world.clock.time
        var secrets = SigningSecrets(scene.secret)
        secrets.change(to: [scene.newSecret, scene.secret], at: start.advanced(by: .seconds(1)))
        secrets.change(to: [scene.newSecret], at: start.advanced(by: .seconds(2)))
        let sender = scene.startSending(
            scene.events(60), secrets: secrets, troubles: SenderTroubles([.outOfOrder], rate: 1, seed: 2))
        let deliveries = try scene.world.run {
            try await scene.serve(secrets: [scene.newSecret, scene.secret])
            return await sender.deliveries
        }
        #expect(deliveries.allSatisfy { $0.outcome == .delivered && $0.attempts.count == 1 })
        #expect(Set(scene.store.effects).count == 60 && scene.store.effects.count == 60)
    }
}
