// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator

/// The switch from polling to push, on a virtual clock.
struct Switchover: Sendable {
    private let world = SimulatedWorld(seed: 1)
    private let end: Duration = .hours(5.5)

    /// Prints the hours as they pass.
    ///
    /// - Returns: whether every event was handled once.
    func play(_ print: @escaping @Sendable (String) -> Void) throws -> Bool {
        defer { world.close() }
        return try world.run { try await play(print) }
    }

    private func play(_ print: @escaping @Sendable (String) -> Void) async throws -> Bool {
        let timing = world.clock.timing(seed: 1)
        let simulator = Simulator(timing: timing, account: Business.account)
        let timeline = Timeline(timing: timing, print: print)

        // The app: one ledger for both lanes.
        let ledger = MemoryLedger(timing: timing)
        let watcher = try Watcher(
            CallFunnelClient(apiKey: Simulator.defaultKey, transport: timeline.counting(simulator), timing: timing),
            watching: [
                .runs(of: Workflow.ID(Business.workflow)), .approvals, .timeline(of: PhoneNumber(Business.phone)),
                .wallet(lowBelow: Business.lowBelow),
            ],
            startingFrom: .everything, ledger: ledger)
        let secret = try WebhookSecret("whsec_simulated")
        let receiver = try WebhookReceiver(secrets: [secret], ledger: ledger, timing: timing)

        // The service, and the way from it.
        let line = PushLine(to: receiver)
        let sender = WebhookSender(secrets: SigningSecrets(secret), timing: timing, route: line.carry)
        world.start {
            await Business(simulator: simulator, timing: timing).goOn(until: end - .hours(0.1)) {
                let news = line.news(await simulator.pushes)
                if !news.isEmpty { world.start { await sender.deliver(news) } }
            }
        }
        world.start { await timeline.tick(every: .hours(1.0 / 6), until: end) }

        timeline.note("the app polls: watcher.events()")
        await app(watcher.events(), timeline, until: .hours(1), timing)

        line.set(.open)
        timeline.note("push is switched on beside it: EventFeed(watcher, receiver)")
        let shadow = try EventFeed(watcher, receiver)
        await app(shadow, timeline, until: .hours(2), timing)
        timeline.note("what the lanes saw in that hour:")
        timeline.show(shadow.report())

        timeline.note("polls may slow down: EventFeed(watcher, receiver, slowingPollsTo: .seconds(300))")
        let feed = try EventFeed(
            watcher, receiver, slowingPollsTo: .seconds(300), observe: { timeline.note($0) })
        await app(feed, timeline, until: .hours(3), timing)

        line.set(.broken)
        timeline.note("push breaks")
        await app(feed, timeline, until: .hours(4), timing)

        line.set(.open)
        timeline.note("push is repaired; what failed is pushed again on the service's schedule")
        await app(feed, timeline, until: end, timing)
        timeline.note("the last hour:")
        timeline.show(feed.report())
        return timeline.settle(with: await simulator.truth)
    }

    /// The app's own code. It is the same for both lanes, and handles an event by printing a mark.
    private func app(
        _ events: some AsyncSequence<CallFunnelEvent, CallFunnelError> & Sendable, _ timeline: Timeline,
        until time: Duration, _ timing: Timing
    ) async {
        // A moment later, so that what happens at the full hour belongs to the hour before.
        let ended = await timing.run(until: time + .milliseconds(1)) {
            for try await event in events { timeline.handled(event) }
        }
        if case .failed(let error) = ended { timeline.note("the loop ended: \(error)") }
    }
}

extension Duration {
    static func hours(_ hours: Double) -> Duration { .seconds(Int64(hours * 3600)) }
}
