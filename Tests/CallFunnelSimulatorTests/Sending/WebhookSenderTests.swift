// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Synchronization
import Testing

@Suite struct WebhookSenderTests {
    private let scene = SendingScene()

    @Test func `a campaign is pushed while it happens, each event at the instant it happened`() throws {
        let scene = scene
        let sender = try scene.sender { _ in HTTPResponse(status: 200) }
        let deliveries = try scene.pushCampaign(sender)
        #expect(deliveries.count == 44 && deliveries.allSatisfy { $0.outcome == .delivered && $0.attempts.count == 1 })
        #expect(deliveries.allSatisfy { $0.attempts[0].at == $0.event.createdAt })
        #expect(scene.requests.count == 44)
    }

    @Test func `a request is a signed POST of the envelope`() throws {
        let scene = scene
        let deliveries = try scene.deliver(1) { _ in HTTPResponse(status: 204) }
        let request = try #require(scene.requests.first)
        #expect(request.method == "POST" && request.url.path == "/webhooks")
        #expect(request.headers["Content-Type"] == "application/json")
        #expect(request.headers["X-CF-Event-Id"] == "evt_1" && request.body == deliveries[0].event.body)
        let secrets = [try scene.secret]
        let match = try WebhookSignature(headers: request.headers)
            .verify(request.body, secrets: secrets, at: scene.start)
        #expect(match.signedAt == deliveries[0].attempts[0].signedAt)
    }

    @Test func `each retry is signed afresh, and its answers are remembered`() throws {
        let scene = scene
        let answers = [500, 408, 429, 201]
        let deliveries = try scene.deliver(1) { count in HTTPResponse(status: answers[count]) }
        #expect(deliveries[0].outcome == .delivered)
        #expect(deliveries[0].attempts.map(\.answer) == answers.map { .status($0) })
        #expect(deliveries[0].attempts.map(\.number) == [1, 2, 3, 4])
        let offsets = deliveries[0].attempts.map { scene.start.duration(to: $0.at) }
        #expect(offsets == [.zero, .seconds(60), .seconds(360), .seconds(2160)])
        #expect(deliveries[0].attempts.allSatisfy { $0.at == $0.signedAt })
        #expect(Set(scene.requests.map { $0.headers["X-CF-Signature"] }).count == 4)
    }

    @Test(arguments: [400, 401, 404, 409, 410, 422, 301, 302, 304]) func `an answer that is final ends it`(status: Int)
        throws
    {
        let deliveries = try scene.deliver(1) { _ in HTTPResponse(status: status) }
        #expect(deliveries[0].outcome == .refused(status: status) && deliveries[0].attempts.count == 1)
    }

    @Test func `a receiver that never answers is given up after seven timeouts`() throws {
        let scene = scene
        let deliveries = try scene.deliver(1) { _ in
            // Answers when it is cancelled, too late to be heard.
            try? await scene.timing.sleep(.seconds(10_000_000))
            return HTTPResponse(status: 200)
        }
        #expect(deliveries[0].outcome == .exhausted)
        #expect(deliveries[0].attempts.map(\.answer) == Array(repeating: .timeout, count: 7))
        let last = try #require(deliveries[0].attempts.last)
        #expect(scene.start.duration(to: last.at) == .seconds(138_960 + 6 * 30))
    }

    @Test func `a push that fails holds up no other`() throws {
        let scene = scene
        let deliveries = try scene.deliver(3) { count in HTTPResponse(status: count == 0 ? 503 : 200) }
        #expect(deliveries.map(\.attempts.count) == [2, 1, 1])
    }

    @Test func `secrets change at their times`() throws {
        let scene = scene
        let (old, new) = (try scene.secret, try WebhookSecret("whsec_new"))
        var secrets = SigningSecrets(old)
        secrets.change(to: [new], at: scene.start.advanced(by: .seconds(360)))
        secrets.change(to: [old, new], at: scene.start.advanced(by: .seconds(60)))
        #expect(secrets.valid(at: scene.start.advanced(by: .seconds(59))) == [old])
        let sender = try scene.sender(secrets) { $0 < 2 ? HTTPResponse(status: 500) : HTTPResponse(status: 200) }
        _ = try scene.run(sender, scene.events(1))
        let texts = scene.requests.map { $0.headers["X-CF-Signature"]?.split(separator: ",").count }
        #expect(texts == [2, 3, 2])
        let last = try #require(scene.requests.last)
        let match = try WebhookSignature(headers: last.headers)
            .verify(last.body, secrets: [old, new], at: scene.world.clock.time)
        #expect(match.secretIndex == 1)
    }

    @Test func `a cancelled sender leaves its pushes pending`() throws {
        let scene = scene
        let sender = try scene.sender { _ in HTTPResponse(status: 503) }
        let events = scene.events(2)
        let deliveries = try scene.world.run {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await sender.deliver(events) }
                try? await scene.timing.sleep(.seconds(400))
                group.cancelAll()
            }
            return await sender.deliveries
        }
        #expect(deliveries.map(\.outcome) == [.pending, .pending] && deliveries[0].attempts.count == 3)
    }

    @Test func `what is printed names no contact`() throws {
        let scene = scene
        let deliveries = try scene.pushCampaign(scene.sender { _ in HTTPResponse(status: 404) })
        #expect("\(deliveries[0])" == "evt_1 workflow.run.started: given up for ever because of a 404 after 404")
        var dumped = ""
        dump(deliveries, to: &dumped)
        #expect(!dumped.contains("+1202") && !dumped.contains("whsec"))
    }

    @Test func `it delivers over a socket`() async throws {
        let handled = Mutex<[String?]>([])
        try await withLoopbackServer { request in
            handled.withLock { $0.append(request.headers["x-cf-event-id"]) }
            return HTTPResponse(status: 200)
        } _: { server in
            let sender = WebhookSender(
                to: server.baseURL.appending(path: "webhooks"), secrets: SigningSecrets(try scene.secret),
                transport: URLSessionTransport())
            await sender.deliver(scene.events(3))
            #expect(await sender.deliveries.map(\.outcome) == [.delivered, .delivered, .delivered])
        }
        #expect(Set(handled.withLock { $0 }) == ["evt_1", "evt_2", "evt_3"])
    }

    @Test func `a closed port is tried again`() async throws {
        let port = try LoopbackServer().port
        let sender = WebhookSender(
            to: try #require(URL(string: "http://127.0.0.1:\(port)/webhooks")),
            secrets: SigningSecrets(try scene.secret), schedule: .init(waits: [.zero, .zero]),
            transport: URLSessionTransport())
        await sender.deliver(scene.events(1))
        let delivery = await sender.deliveries[0]
        #expect(
            delivery.outcome == .exhausted
                && delivery.attempts.map(\.answer) == [.unreachable, .unreachable, .unreachable])
    }
}
