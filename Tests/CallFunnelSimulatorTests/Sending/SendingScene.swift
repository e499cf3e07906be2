// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Synchronization

/// A virtual clock, an account, and a route that notes what it is sent.
struct SendingScene: Sendable {
    let world: SimulatedWorld
    let timing: Timing
    let start: Timestamp
    private let received = Received()

    private final class Received: Sendable {
        let requests = Mutex<[HTTPRequest]>([])
    }

    init(seed: UInt64? = nil) {
        world = SimulatedWorld(seed: seed)
        timing = world.clock.timing()
        start = world.clock.time
    }

    var secret: WebhookSecret { get throws { try WebhookSecret("whsec_test") } }
    var requests: [HTTPRequest] { received.requests.withLock { $0 } }

    /// - Parameter answer: given the number of requests before this one.
    func sender(
        _ secrets: SigningSecrets? = nil, troubles: SenderTroubles? = nil,
        answer: @escaping @Sendable (Int) async -> HTTPResponse
    ) throws -> WebhookSender {
        let received = received
        return WebhookSender(secrets: try secrets ?? SigningSecrets(secret), timing: timing, troubles: troubles) {
            request in
            let count = received.requests.withLock { requests in
                requests.append(request)
                return requests.count - 1
            }
            return await answer(count)
        }
    }

    func events(_ count: Int) -> [WebhookPush] {
        (1...count).map { number in
            let body = #"{"id":"evt_\#(number)","type":"wallet.low","tenant_id":38,"data":{"balance_minor":150}}"#
            return WebhookPush(id: "evt_\(number)", type: "wallet.low", createdAt: start, body: Array(body.utf8))
        }
    }

    func run(_ sender: WebhookSender, _ events: [WebhookPush]) throws -> [WebhookDelivery] {
        try world.run {
            await sender.deliver(events)
            return await sender.deliveries
        }
    }

    func deliver(
        _ count: Int, troubles: SenderTroubles? = nil, answer: @escaping @Sendable (Int) async -> HTTPResponse
    ) throws -> [WebhookDelivery] {
        try run(sender(troubles: troubles, answer: answer), events(count))
    }

    func pushCampaign(_ sender: WebhookSender) throws -> [WebhookDelivery] {
        let simulator = Simulator(timing: timing)
        return try world.run {
            async let pushing: Void = sender.push(from: simulator)
            try await Scenario.campaign().play(on: simulator, timing: timing)
            await pushing
            return await sender.deliveries
        }
    }
}
