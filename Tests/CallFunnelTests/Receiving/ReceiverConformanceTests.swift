// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// Our receiver keeps the promises that are asked of others, on each of our ledgers.
@Suite struct ReceiverConformanceTests {
    /// Slow in a debug build, so not repeated for every seed.
    private static let large = "whatever arrives is answered, and none of it is handled"

    private func failures(
        seed: UInt64, reach: LedgerConformance.Reach, _ configuration: WebhookReceiver.Configuration = .init(),
        ledger: @escaping @Sendable (SimulatedWorld) async throws -> any EventLedger
    ) throws -> [ReceiverConformance.Failure] {
        let world = SimulatedWorld(seed: seed)
        let secrets = [try WebhookSecret("whsec_new"), try WebhookSecret("whsec_old")]
        let timings = Log<Void>()
        var expectations = ReceiverConformance.Expectations()
        expectations.reach = reach
        expectations.refusesUnknownSignatures = configuration.unmatched == .refuse
        let conformance = ReceiverConformance(
            secrets: secrets, expectations: expectations, timing: world.clock.timing(), name: "ours"
        ) { handle in
            // Every process throws other dice, and so goes by another name.
            timings.add(())
            let receiver = try WebhookReceiver(
                secrets: secrets, ledger: await ledger(world), configuration: configuration,
                timing: world.clock.timing(seed: UInt64(timings.all.count)))
            return { request in
                await receiver.respond(to: request) { try await handle($0.eventID?.rawValue ?? "") }
            }
        }
        let names = ReceiverConformance.scenarios.filter { seed == 0 || $0 != Self.large }
        return try world.run { await conformance.run(only: names) }
    }

    @Test(arguments: 0..<4 as Range<UInt64>) func `it conforms with a memory ledger`(seed: UInt64) throws {
        let failures = try failures(seed: seed, reach: .memory) { MemoryLedger(timing: $0.clock.timing()) }
        #expect(failures.map(\.description) == [])
    }

    @Test(arguments: 0..<4 as Range<UInt64>) func `it conforms with a file ledger`(seed: UInt64) throws {
        let disk = SimulatedDisk()
        let failures = try failures(seed: seed, reach: .oneProcess) { world in
            try await FileLedger(storage: disk.storage(), executor: world.pump, timing: world.clock.timing())
        }
        #expect(failures.map(\.description) == [])
    }

    @Test(arguments: 0..<4 as Range<UInt64>) func `it conforms with a ledger that processes share`(seed: UInt64) throws
    {
        let store = Log<SimulatedSharedLedger>()
        let failures = try failures(seed: seed, reach: .manyProcesses) { world in
            if store.all.isEmpty { store.add(SimulatedSharedLedger(timing: world.clock.timing())) }
            return store.all[0].handle()
        }
        #expect(failures.map(\.description) == [])
    }

    @Test func `it conforms when it refuses signatures it does not know`() throws {
        let failures = try failures(seed: 0, reach: .memory, .init(unmatched: .refuse)) {
            MemoryLedger(timing: $0.clock.timing())
        }
        #expect(failures.map(\.description) == [])
    }

    @Test func `a campaign comes over a socket, each event once`() async throws {
        let secret = try WebhookSecret("whsec_test")
        let handled = Log<String>()
        let receiver = try WebhookReceiver(secrets: [secret])
        let simulator = Simulator()
        for action in 0..<8 {
            let run = try await simulator.startRun(workflow: "wf_1")
            let call = try await simulator.startCall(in: run, phone: "+12025550143")
            try await simulator.endCall(call, costMinor: Int64(action))
            try await simulator.endRun(run)
        }
        await simulator.end()
        try await withLoopbackServer { request in
            await receiver.respond(to: request) { handled.add($0.key.description) }
        } _: { server in
            let sender = WebhookSender(
                to: server.baseURL.appending(path: "webhooks"), secrets: SigningSecrets(secret),
                troubles: SenderTroubles([.deliversTwiceAtOnce, .headerRearranged, .eventIDChanged], rate: 0.4),
                transport: URLSessionTransport())
            await sender.push(from: simulator)
            #expect(await sender.deliveries.allSatisfy { $0.outcome == .delivered && $0.attempts.count <= 2 })
        }
        #expect(handled.all.sorted() == (await simulator.truth.keys).sorted())
    }
}
