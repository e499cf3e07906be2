// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// Random accounts, a troubled sender, slow polls, and an app that leaves its loops and changes lanes as it likes.
@Suite struct SwitchoverTests {
    private struct Ending: Sendable {
        var acknowledged: [String] = []
        var truth: [String] = []
        var switches = 0
    }

    private static func play(seed: UInt64) throws -> Ending {
        let scenario = Scenario.random(seed: seed, size: 30, levels: false)
        let sources: [Watcher.Source] =
            scenario.workflows.map { .runs(of: Workflow.ID($0)) } + scenario.phones.map { .timeline(of: .init($0)) }
            + [.approvals(resolvedAs: [.approved, .denied, .countered])]
        let scene = try FeedScene(
            seed: seed, sources,
            transport: { watched in
                AnsweringTransport { request in
                    let delay = Duration.milliseconds(Int(watched.timing.random() * 4000))
                    try await watched.timing.sleep(watched.timing.elapsed() + delay)
                    return try await watched.simulator.send(request)
                }
            })
        defer { scene.world.close() }
        let sender = WebhookSender(
            secrets: SigningSecrets(scene.reception.secret), timing: scene.account.timing,
            schedule: WebhookSchedule(waits: [.seconds(20), .seconds(60), .seconds(120)]),
            troubles: SenderTroubles(
                [.deliversTwiceAtOnce, .outOfOrder, .answerLost, .pushLost, .eventIDMissing], seed: seed)
        ) { await scene.receiver.respond(to: $0) }
        return try scene.world.run {
            for workflow in scenario.workflows { await scene.simulator.addWorkflow(workflow) }
            scene.world.start { try? await scenario.play(on: scene.simulator, timing: scene.account.timing) }
            scene.world.start { await sender.push(from: scene.simulator) }
            let acknowledged = Log<String>()
            let switches = Log<Void>()
            _ = await scene.account.timing.run(until: scenario.duration + .seconds(900)) {
                let feed = try scene.feed(pushes: seed.isMultiple(of: 2) ? .eventsAndHints : .events)
                var iterator: any AsyncIteratorProtocol<CallFunnelEvent, CallFunnelError> = feed.makeAsyncIterator()
                var last: String?
                // Nothing happens for a long time before the end, so the last one was asked past as well.
                defer { if let last { acknowledged.add(last) } }
                while let event = try await iterator.next(isolation: nil) {
                    if let last { acknowledged.add(last) }
                    last = event.key.description
                    let dice = scene.account.timing.random()
                    if dice < 0.3 { try await scene.sleep(until: scene.elapsed + .seconds(dice * 30)) }
                    guard dice > 0.8 else { continue }
                    // It leaves: the event in hand is not acknowledged.
                    last = nil
                    switches.add(())
                    // The seat is free once the iterator is gone.
                    iterator = Nothing()
                    iterator = dice > 0.9 ? scene.watcher.events().makeAsyncIterator() : feed.makeAsyncIterator()
                }
            }
            return Ending(
                acknowledged: acknowledged.all, truth: await scene.simulator.truth.keys, switches: switches.all.count)
        }
    }

    private struct Nothing: AsyncIteratorProtocol {
        mutating func next(isolation: isolated (any Actor)?) async throws(CallFunnelError) -> CallFunnelEvent? { nil }
        mutating func next() async throws(CallFunnelError) -> CallFunnelEvent? { nil }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `every event is acknowledged once, through whatever lane`(seed: UInt64) throws {
        let ending = try Self.play(seed: seed)
        #expect(!ending.truth.isEmpty && ending.switches > 0)
        let missing = Set(ending.truth).subtracting(ending.acknowledged)
        let foreign = Set(ending.acknowledged).subtracting(ending.truth)
        #expect(missing.isEmpty, "\(missing.sorted())")
        #expect(foreign.isEmpty, "\(foreign.sorted())")
        #expect(ending.acknowledged.count == Set(ending.acknowledged).count)
    }
}
