// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

/// Each trouble does what its name says, and nothing else.
@Suite struct SenderTroubleTests {
    private let scene = SendingScene(seed: 3)

    /// Fails the first requests, then accepts.
    private func deliver(_ trouble: SenderTrouble, _ count: Int = 1, failing: Int = 0, attempts: Int = 1) throws
        -> [WebhookDelivery]
    {
        try scene.deliver(count, troubles: SenderTroubles([trouble], rate: 1, struckAttempts: attempts)) {
            HTTPResponse(status: $0 < failing ? 503 : 200)
        }
    }

    private func rejection(_ request: HTTPRequest, at time: Timestamp) throws -> WebhookSignature.Rejection? {
        do {
            let secrets = [try scene.secret]
            _ = try WebhookSignature(headers: request.headers).verify(request.body, secrets: secrets, at: time)
            return nil
        } catch let rejection as WebhookSignature.Rejection {
            return rejection
        }
    }

    @Test func `a sender that never signs again repeats its first signature`() throws {
        let delivery = try deliver(.neverSignsAgain, failing: 3)[0]
        #expect(Set(scene.requests.map { $0.headers["X-CF-Signature"] }).count == 1 && scene.requests.count == 4)
        #expect(delivery.attempts.allSatisfy { $0.signedAt == scene.start } && delivery.outcome == .delivered)
    }

    @Test func `a delivered push comes once more within an hour`() throws {
        let delivery = try deliver(.repeatsAfterSuccess, failing: 1)[0]
        #expect(delivery.outcome == .delivered && delivery.attempts.map(\.number) == [1, 2, 2])
        let pause = delivery.attempts[1].at.duration(to: delivery.attempts[2].at)
        #expect(pause > .zero && pause <= .seconds(3600))
        #expect(Set(scene.requests.map(\.body)).count == 1)
    }

    @Test func `an attempt is made twice at once, and one success is enough`() throws {
        let delivery = try deliver(.deliversTwiceAtOnce, failing: 1)[0]
        #expect(delivery.outcome == .delivered && delivery.attempts.map(\.number) == [1, 1])
        #expect(Set(delivery.attempts.map(\.at)).count == 1 && Set(scene.requests).count == 1)
    }

    @Test func `of two at once that both fail, a final refusal of one ends it`() throws {
        let deliveries = try scene.deliver(1, troubles: SenderTroubles([.deliversTwiceAtOnce], rate: 1)) {
            HTTPResponse(status: $0 == 0 ? 409 : 503)
        }
        #expect(deliveries[0].outcome == .refused(status: 409) && deliveries[0].attempts.count == 2)
    }

    @Test func `pushes overtake each other`() throws {
        let deliveries = try deliver(.outOfOrder, 6)
        let ids = scene.requests.compactMap { $0.headers["X-CF-Event-Id"] }
        #expect(ids != deliveries.map(\.event.id) && Set(ids).count == 6)
        #expect(deliveries.allSatisfy { scene.start.duration(to: $0.attempts[0].at) <= .seconds(120) })
    }

    @Test func `a late push comes after hours, signed when it is sent`() throws {
        let delivery = try deliver(.late)[0]
        let delay = scene.start.duration(to: delivery.attempts[0].at)
        #expect(delay >= .seconds(3 * 3600) && delay <= .seconds(6 * 3600))
        #expect(delivery.attempts[0].signedAt == delivery.attempts[0].at)
    }

    @Test func `a clock is off either way, beyond the window, until it is set right`() throws {
        let deliveries = try deliver(.clockOff, 8, failing: 8)
        let offsets = Set(deliveries.map { $0.attempts[0].at.duration(to: $0.attempts[0].signedAt) })
        #expect(offsets == [.seconds(600), .seconds(-600)])
        #expect(deliveries.allSatisfy { $0.attempts[1].at == $0.attempts[1].signedAt })
    }

    @Test func `the header's id changes or is missing, the body's stays`() throws {
        _ = try deliver(.eventIDChanged, failing: 1, attempts: 2)
        #expect(Set(scene.requests.map { $0.headers["X-CF-Event-Id"] }).union(["evt_1"]).count == 3)
        let other = SendingScene()
        _ = try other.deliver(1, troubles: SenderTroubles([.eventIDMissing], rate: 1)) {
            HTTPResponse(status: 200 + $0)
        }
        #expect(other.requests[0].headers["X-CF-Event-Id"] == nil)
        #expect(Set((scene.requests + other.requests).map(\.body)).count == 1)
    }

    @Test func `a rewritten body is the same JSON in other bytes, and its signature does not match`() throws {
        let deliveries = try deliver(.bodyRewritten, failing: 1)
        let (rewritten, sound) = (scene.requests[0], scene.requests[1])
        #expect(rewritten.body != deliveries[0].event.body && sound.body == deliveries[0].event.body)
        let objects = try [rewritten, sound].map {
            try #require(JSONSerialization.jsonObject(with: Data($0.body)) as? NSDictionary)
        }
        #expect(objects[0] == objects[1])
        #expect(try rejection(rewritten, at: scene.start) == .noMatch)
        #expect(try rejection(sound, at: scene.world.clock.time) == nil)
    }

    @Test func `a rearranged header says the same in many ways`() throws {
        _ = try deliver(.headerRearranged, 40)
        let lines = scene.requests.map { request in
            request.headers.fields.filter { $0.name.lowercased() == "x-cf-signature" }.map { "\($0.name): \($0.value)" }
        }
        #expect(Set(lines).count >= 6 && lines.contains { $0.count > 1 })
        for request in scene.requests { #expect(try rejection(request, at: scene.start) == nil) }
    }

    @Test func `a lost answer is a timeout to the service, although the request arrived`() throws {
        let delivery = try deliver(.answerLost)[0]
        #expect(delivery.attempts.map(\.answer) == [.timeout, .status(200)] && scene.requests.count == 2)
        #expect(delivery.attempts[0].at.duration(to: delivery.attempts[1].at) == .seconds(90))
    }

    @Test func `a lost push is never sent`() throws {
        let deliveries = try deliver(.pushLost, 2)
        #expect(deliveries.map(\.outcome) == [.lost, .lost] && scene.requests.isEmpty)
    }

    @Test func `what strikes depends on the seed and the push alone`() throws {
        func struck(_ seed: UInt64, _ worldSeed: UInt64, rate: Double = 0.3) throws -> [[SenderTrouble]] {
            let troubles = SenderTroubles(SenderTrouble.allCases, rate: rate, seed: seed)
            return try SendingScene(seed: worldSeed).deliver(40, troubles: troubles) {
                HTTPResponse(status: $0 % 3 == 0 ? 500 : 200)
            }.map(\.troubles)
        }
        let first = try struck(1, 1)
        #expect(try first == struck(1, 2) && first != struck(2, 1))
        #expect(Set(first.joined()) == Set(SenderTrouble.allCases))
        #expect(try struck(1, 1, rate: 0).allSatisfy(\.isEmpty))
    }
}
