// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// The service's whole schedule of 38 h 36 min (C15) against a receiver whose process may crash.
@Suite struct ScheduleTests {
    private struct Failure: Error {}

    /// One push, the service that sends it, and the process that receives it.
    private struct Scene: Sendable {
        let reception: Reception
        let store: CommittingStore
        let line = ServiceLine()
        let attempts = Log<Duration>()
        let outcome = Promise<WebhookDelivery>()
        /// How often the handler throws, over all processes.
        let failures: Int

        init(failures: Int = 0, seed: UInt64? = nil, skew: Duration = .zero) throws {
            reception = try Reception(seed: seed, skew: skew)
            store = CommittingStore(timing: reception.timing)
            self.failures = failures
        }

        func serviceStarts(_ secrets: SigningSecrets? = nil) {
            let timing = reception.world.clock.timing()
            let sender = WebhookSender(
                to: Reception.url, secrets: secrets ?? SigningSecrets(reception.secret), timing: timing,
                transport: line)
            let event = PushedEvent(
                id: "evt_1", type: "call.completed", createdAt: reception.time, body: Array(Reception.call().utf8))
            reception.world.start {
                await sender.deliver([event])
                for delivery in await sender.deliveries { outcome.settle(delivery) }
            }
        }

        /// Receives until the service is done.
        func process(secrets: [WebhookSecret]? = nil) async throws -> WebhookDelivery {
            let session = store.session
            let receiver = try reception.receiver(secrets: secrets, ledger: session, deadLetters: session)
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    await line.serve { request in
                        await receiver.respond(to: request) { event in
                            attempts.add(reception.timing.elapsed())
                            if attempts.all.count <= failures { throw Failure() }
                            await session.once(event.key)
                        }
                    }
                }
                guard let delivery = await outcome.valueUnlessCancelled else { throw CancellationError() }
                group.cancelAll()
                return delivery
            }
        }
    }

    @Test func `a handler that fails six times and succeeds at the seventh has handled the event`() throws {
        let scene = try Scene(failures: 6)
        scene.serviceStarts()
        let delivery = try scene.reception.world.run { try await scene.process() }
        scene.reception.world.close()
        #expect(delivery.outcome == .delivered && delivery.attempts.count == 7)
        #expect(scene.attempts.all.last == .seconds(138_960) && scene.attempts.all.count == 7)
        #expect(scene.store.effects == ["call.completed/call_1"] && scene.store.letters == 0)
    }

    @Test func `one that fails seven times has its event kept, to be handled by one call`() throws {
        let scene = try Scene(failures: 7)
        scene.serviceStarts()
        let report = try scene.reception.world.run {
            let delivery = try await scene.process()
            #expect(delivery.outcome == .delivered && delivery.attempts.count == 7)
            #expect(scene.store.effects == [] && scene.store.letters == 1)
            let session = scene.store.session
            let receiver = try scene.reception.receiver(ledger: session, deadLetters: session)
            let failed = try await receiver.handleDeadLetters { _ in throw Failure() }
            #expect(failed.handled == 0 && failed.kept == 1)
            return try await receiver.handleDeadLetters { await session.once($0.key) }
        }
        scene.reception.world.close()
        #expect(report.handled == 1 && report.kept == 0)
        #expect(scene.store.effects == ["call.completed/call_1"] && scene.store.letters == 0)
        #expect(scene.reception.observed.contains("deadLettered"))
    }

    /// The process is cut off after so many steps of everything that runs, and another one starts at once.
    @Test(arguments: [0, 1, 4]) func `a crash at any moment of any attempt costs nothing`(failures: Int) throws {
        var crashes = 0
        for jobs in 0..<5_000 {
            let scene = try Scene(failures: failures)
            scene.serviceStarts()
            let first = try scene.reception.world.run(
                crashingAfter: jobs, freeze: { scene.store.crash() }, { try await scene.process() })
            guard case .crashed = first else { break }
            crashes += 1
            let delivery = try scene.reception.world.run { try await scene.process() }
            scene.reception.world.close()
            #expect(delivery.outcome == .delivered, "after \(jobs) steps")
            #expect(scene.store.effects == ["call.completed/call_1"], "after \(jobs) steps")
        }
        #expect(crashes > 60 && crashes < 5_000)
    }

    @Test(arguments: [-600, 600]) func `a clock that is ten minutes off for long loses nothing`(skew: Int64) throws {
        let scene = try Scene(skew: .seconds(skew))
        scene.serviceStarts()
        try scene.reception.world.run {
            let delivery = try await scene.process()
            #expect(delivery.outcome == .delivered && delivery.attempts.count == 7)
            let session = scene.store.session
            let receiver = try scene.reception.receiver(ledger: session, deadLetters: session)
            #expect(scene.store.letters == 1)
            let report = try await receiver.handleDeadLetters { await session.once($0.key) }
            #expect(report.handled == 1)
        }
        scene.reception.world.close()
        #expect(scene.store.effects == ["call.completed/call_1"])
        #expect(scene.reception.observed.filter { $0 == "clockOff" }.count == 7)
    }

    @Test func `a clock that is set right in between is enough`() throws {
        let scene = try Scene()
        let off = try Reception(skew: .seconds(600), sharing: scene.reception.world)
        scene.serviceStarts()
        let delivery = try scene.reception.world.run {
            let session = scene.store.session
            let skewed = try off.receiver(ledger: session)
            try await scene.reception.answering(scene.line, for: .seconds(3_000)) { request in
                await skewed.respond(to: request) { await session.once($0.key) }
            }
            return try await scene.process()
        }
        scene.reception.world.close()
        #expect(delivery.outcome == .delivered && delivery.attempts.count == 5)
        #expect(scene.store.effects == ["call.completed/call_1"])
    }

    @Test func `a secret that is rotated late here loses nothing`() throws {
        let scene = try Scene()
        let new = try WebhookSecret("whsec_new")
        scene.serviceStarts(SigningSecrets(new))
        let delivery = try scene.reception.world.run {
            let old = try scene.reception.receiver(ledger: scene.store.session)
            try await scene.reception.answering(scene.line, for: .seconds(36_000)) { request in
                await old.respond(to: request, handling: scene.reception.note)
            }
            return try await scene.process(secrets: [new, scene.reception.secret])
        }
        scene.reception.world.close()
        #expect(delivery.outcome == .delivered && delivery.attempts.count == 6)
        #expect(scene.reception.handled.all == [] && scene.store.effects == ["call.completed/call_1"])
    }
}

extension Reception {
    /// Serves for a while.
    fileprivate func answering(
        _ line: ServiceLine, for duration: Duration,
        _ answer: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await line.serve(answer) }
            try await sleep(duration)
            group.cancelAll()
        }
    }
}
