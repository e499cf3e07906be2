// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

/// The conformance suite finds what is wrong with a receiver, and nothing else.
@Suite struct ReceiverFlawTests {
    /// Slow in a debug build, so left out where it cannot tell.
    private static let large = "whatever arrives is answered, and none of it is handled"

    private static let chance = "of a troubled sender's events, each is handled once"

    private func failures(of flaw: ReceiverFlaw?, seed: UInt64 = 1) throws -> [ReceiverConformance.Failure] {
        let world = SimulatedWorld(seed: seed)
        let secrets = [try WebhookSecret("whsec_new"), try WebhookSecret("whsec_old")]
        let store = PlainReceiver.Store()
        var expectations = ReceiverConformance.Expectations()
        expectations.reach = .manyProcesses
        let conformance = ReceiverConformance(
            secrets: secrets, expectations: expectations, timing: world.clock.timing(), name: "flaw"
        ) { handle in
            let receiver = PlainReceiver(flaw: flaw, store: store, secrets: secrets, world: world, handle: handle)
            return { await receiver.respond(to: $0) }
        }
        let scenarios = ReceiverConformance.scenarios.filter { name in
            name != Self.large || flaw?.scenarios.contains(name) ?? true
        }
        return try world.run { await conformance.run(only: scenarios) }
    }

    @Test(arguments: 0..<3 as Range<UInt64>) func `a sound receiver passes`(seed: UInt64) throws {
        #expect(try failures(of: nil, seed: seed).map(\.description) == [])
    }

    @Test(arguments: ReceiverFlaw.allCases) func `a flaw is found by the scenarios that are about it`(
        _ flaw: ReceiverFlaw
    ) throws {
        let failures = try failures(of: flaw)
        // The troubled sender finds by chance what it is not sure to find.
        let found = failures.filter { $0.scenario != Self.chance || flaw.scenarios.contains(Self.chance) }
        #expect(
            found.map(\.scenario) == flaw.scenarios, "\(failures.map(\.description).joined(separator: "\n"))")
    }

    @Test func `every scenario finds some flaw`() {
        let found = Set(ReceiverFlaw.allCases.filter { $0 != .verifiesItsOwnWriting }.flatMap(\.scenarios))
        let others = [
            "an authentic event is handled and answered 2xx", "the bytes of the body are verified, as they came",
        ]
        #expect(ReceiverConformance.scenarios.filter { !found.contains($0) } == others)
        #expect(Set(ReceiverConformance.scenarios).count == ReceiverConformance.scenarios.count)
    }

    @Test func `a failure says in words what happened and what it costs`() throws {
        #expect(
            try failures(of: .refusesFailures).first?.description == """
                an event whose handler failed is asked for again, and handled: expected an answer that is tried again \
                (5xx, 408, 429) for an event whose handler failed, found 422, after which the service never tries again; \
                an event would be lost
                """)
        let costs = try [ReceiverFlaw.hasNoWindow, .forgetsWhatItHandled, .conflictsOnRepeats, .hasNarrowWindow].map {
            try failures(of: $0).first?.cost
        }
        #expect(costs == [.forged, .handledTwice, .misreported, .neverSettled])
    }

    @Test func `a route that never answers is given up`() throws {
        let world = SimulatedWorld()
        let timing = world.clock.timing()
        let secrets = [try WebhookSecret("whsec_new")]
        let conformance = ReceiverConformance(secrets: secrets, timing: timing) { _ in
            { _ in
                try? await timing.sleep(.seconds(1_000_000))
                return HTTPResponse(status: 200)
            }
        }
        let name = "an authentic event is handled and answered 2xx"
        let failures = try world.run { await conformance.run(only: [name, "no scenario"]) }
        #expect(failures.map(\.scenario) == [name])
        #expect(failures.map(\.expected) == ["an answer within 60.0 seconds"])
        #expect(conformance.skipped.count == 3)
    }

    @Test func `a store that cannot be opened is told as such`() async throws {
        struct Broken: Error {}
        let conformance = ReceiverConformance(secrets: [try WebhookSecret("whsec_new")]) { _ in throw Broken() }
        let failures = await conformance.run()
        #expect(failures.count == ReceiverConformance.scenarios.count - conformance.skipped.count)
        #expect(failures.allSatisfy { $0.found == "the error Broken()" && $0.cost == .unusable })
    }
}
