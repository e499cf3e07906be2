// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Synchronization
import Testing

@testable import CallFunnel

/// A sender, a database, and what a receiver's process needs, all on one virtual clock.
struct PushScene: Sendable {
    let world: SimulatedWorld
    let store: TransactionalStore
    let letters = MemoryLetters()
    let line = WebhookLine()
    let secret: WebhookSecret
    let newSecret: WebhookSecret
    /// Keys of events whose handling was begun.
    let begun = Log<String>()
    private let processes = Log<Void>()
    private let settled = Promise<Void>()
    private let skew = Skew()

    private final class Skew: Sendable {
        let value = Mutex(Duration.zero)
    }

    init(seed: UInt64? = nil) throws {
        world = SimulatedWorld(seed: seed)
        store = TransactionalStore(timing: world.clock.timing())
        secret = try WebhookSecret("whsec_old")
        newSecret = try WebhookSecret("whsec_new")
    }

    /// The receiver's machine: its time of day may be off.
    var timing: Timing {
        let (clock, skew) = (world.clock, skew)
        let random = clock.timing(seed: UInt64(processes.all.count)).random
        // Every process throws other dice, and so goes by another name.
        processes.add(())
        return Timing(
            clock: clock, now: { clock.time.advanced(by: skew.value.withLock { $0 }).date }, random: random)
    }

    /// Puts the receiver's clock this far ahead of the service's.
    func setSkew(_ duration: Duration) { skew.value.withLock { $0 = duration } }

    func events(_ count: Int = 1) -> [WebhookPush] {
        (1...count).map { number in
            let body = """
                {"id":"evt_\(number)","type":"call.completed","tenant_id":38,\
                "data":{"id":"call_\(number)","status":"completed"}}
                """
            return WebhookPush(
                id: "evt_\(number)", type: "call.completed", createdAt: world.clock.time, body: Array(body.utf8))
        }
    }

    /// A sender on the service's clock, beside whatever runs: it goes on while receivers crash.
    func startSending(
        _ events: [WebhookPush], secrets: SigningSecrets? = nil, troubles: SenderTroubles? = nil
    ) -> WebhookSender {
        let sender = WebhookSender(
            to: Reception.url, secrets: secrets ?? SigningSecrets(secret), timing: world.clock.timing(),
            troubles: troubles, transport: line)
        world.start {
            await sender.deliver(events)
            settled.settle(())
        }
        return sender
    }

    /// The same for everything that happens in a scenario, while it is played.
    func startSending(_ scenario: Scenario, from simulator: Simulator, troubles: SenderTroubles?) -> WebhookSender {
        let sender = WebhookSender(
            to: Reception.url, secrets: SigningSecrets(secret), timing: world.clock.timing(), troubles: troubles,
            transport: line)
        world.start { try? await scenario.play(on: simulator, timing: world.clock.timing()) }
        world.start {
            await sender.push(from: simulator)
            settled.settle(())
        }
        return sender
    }

    /// A receiver in a process of its own, that serves until the sender is done with all its events.
    ///
    /// - Parameter ledger: instead of the database, for effects that do not commit together with it.
    func serve(
        secrets: [WebhookSecret]? = nil, withLetters: Bool = false, for duration: Duration? = nil,
        ledger: (any EventLedger)? = nil, failing: @escaping @Sendable () -> Bool = { false }
    ) async throws {
        let database = store.process()
        let receiver = try WebhookReceiver(
            secrets: secrets ?? [secret], ledger: ledger ?? database, deadLetters: withLetters ? letters : nil,
            timing: timing)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await line.serve { request in
                    await receiver.respond(to: request) { event in
                        try await handle(event, database, failing)
                        // Without a transaction in common, the effect takes place by itself.
                        if ledger != nil { await database.apply(event.eventID?.rawValue ?? "") }
                    }
                }
            }
            group.addTask { _ = await settled.valueUnlessCancelled }
            if let duration {
                group.addTask { try? await world.clock.sleep(for: duration) }
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// Every process is dead, and what it still writes goes nowhere.
    func crash() {
        store.crash()
        letters.freeze()
    }

    struct HandlerFailed: Error {}

    func handle(
        _ event: CallFunnelEvent, _ database: TransactionalStore.Process, _ failing: @Sendable () -> Bool = { false }
    ) async throws {
        begun.add(event.key.description)
        await database.stage(event.eventID?.rawValue ?? "", of: event.key)
        if failing() { throw HandlerFailed() }
    }

    /// Handles what is kept, in a process of its own.
    func handleLetters() async throws -> DeadLetterReport {
        let database = store.process()
        let receiver = try WebhookReceiver(
            secrets: [secret], ledger: database, deadLetters: letters, timing: timing)
        return try await receiver.handleDeadLetters { try await handle($0, database) }
    }
}
