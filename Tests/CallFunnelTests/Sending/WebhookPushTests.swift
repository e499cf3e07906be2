// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// What the simulator pushes is read as the events that its truth names.
@Suite struct WebhookPushTests {
    private struct Pushed: Sendable {
        let truth: Truth
        let pushes: [WebhookPush]
    }

    private func play(_ scenario: Scenario, _ shape: Simulator.Shape, _ odd: Simulator.Irregularities = .init()) throws
        -> Pushed
    {
        let world = SimulatedWorld(seed: 1)
        let simulator = Simulator(timing: world.clock.timing(), shape: shape, irregularities: odd)
        return try world.run {
            try await scenario.play(on: simulator, timing: world.clock.timing())
            return Pushed(truth: await simulator.truth, pushes: await simulator.pushes)
        }
    }

    private func read(_ push: WebhookPush) throws -> CallFunnelEvent {
        try JSONDecoder().decode(CallFunnelEvent.self, from: Data(push.body))
    }

    @Test(arguments: 0..<12 as Range<UInt64>) func `in every shape, a push has the key of the polled event`(
        seed: UInt64
    ) throws {
        let scenario = seed == 0 ? Scenario.campaign() : .random(seed: seed, size: 60)
        let played = try play(scenario, seed == 0 ? .init() : .random(seed: seed))
        #expect(played.pushes.map(\.truthKey) == played.truth.keys && !played.pushes.isEmpty)
        #expect(Set(played.pushes.map(\.id)).count == played.pushes.count)
        for (push, entry) in zip(played.pushes, played.truth.entries) {
            let event = try read(push)
            let isLevel = ["wallet.low", "wallet.exhausted", "tenant.suspended"].contains(push.type)
            #expect(event.key.description == (isLevel ? "\(push.type)/38@\(push.id)" : entry.key))
            #expect(event.eventID?.rawValue == push.id && event.tenantID == "38")
            #expect(event.occurredAt == entry.at && push.createdAt == entry.at)
        }
    }

    @Test func `a turn without an id has the key it is polled under, because the push says whose it is`() throws {
        var odd = Simulator.Irregularities()
        odd.anonymousTurns = 1
        let played = try play(
            Scenario(
                [.init(.zero, .reply(phone: "+12025550143", .whatsApp, content: "Yes"))], workflows: [], phones: []),
            .init(), odd)
        let event = try read(#require(played.pushes.first))
        guard case .messageReplied(let pushed) = event.payload else {
            Issue.record("read as \(event.key)")
            return
        }
        var polled = Turn()
        polled.channel = .whatsApp
        polled.timestamp = pushed.timestamp
        polled.role = .customer
        polled.content = "Yes"
        polled.phone = "+12025550143"
        #expect(event.key == polled.events.first?.key)
    }

    @Test func `a push shows the resource as it was, and nothing of it in its description`() throws {
        let played = try play(.campaign(), .init())
        let types = Set(played.pushes.map(\.type))
        #expect(types.count == 12)
        let first = try #require(played.pushes.first)
        #expect("\(first)" == "evt_1 workflow.run.started")
        guard case .runStarted(let run) = try read(first).payload else {
            Issue.record("read as something else")
            return
        }
        #expect(run.status == .running && run.calls.isEmpty)
        var dumped = ""
        dump(played.pushes, to: &dumped)
        #expect(!dumped.contains("+1202"))
    }
}
