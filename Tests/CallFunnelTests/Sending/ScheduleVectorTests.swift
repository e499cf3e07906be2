// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

/// The sender keeps the service's schedule (C15), second by second.
@Suite struct ScheduleVectorTests {
    struct Vector: Decodable, Sendable {
        struct Attempt: Decodable, Sendable {
            let epoch_seconds: Int64
        }

        let id: String
        let category: String
        let t0: Int64?
        let attempts: [Attempt]?
        let elapsed_seconds: Int64?
        let attempts_due_by_then: Int?
        let next_attempt_epoch_seconds: Int64?
        let exhausted: Bool?
        let status: Int?
        let error: String?
        let decision: [String]?
    }

    private static func vectors(_ category: String) throws -> [Vector] {
        try Vectors.cases("retry_schedule", as: Vector.self).filter { $0.category == category }
    }

    /// Seconds since 1970 of every attempt at a push that fails each time, at once.
    private func attempts(from start: Int64) throws -> [Int64] {
        let world = SimulatedWorld(epoch: Timestamp(microsecondsSinceEpoch: start * 1_000_000))
        let sender = WebhookSender(
            secrets: SigningSecrets(try WebhookSecret("whsec_test")), timing: world.clock.timing()
        ) { _ in HTTPResponse(status: 503) }
        let event = WebhookPush(id: "evt_1", type: "wallet.low", createdAt: world.clock.time, body: Array("{}".utf8))
        let delivery = try world.run {
            await sender.deliver([event])
            return await sender.deliveries[0]
        }
        #expect(delivery.outcome == .exhausted)
        return delivery.attempts.map { $0.at.microsecondsSinceEpoch / 1_000_000 }
    }

    @Test func `attempts come after the waits of the contract`() throws {
        let vectors = try Self.vectors("plan_gaps")
        #expect(vectors.count == 3)
        for vector in vectors {
            #expect(try attempts(from: #require(vector.t0)) == vector.attempts?.map(\.epoch_seconds), "\(vector.id)")
        }
    }

    @Test func `what is due at a time is as the vectors say`() throws {
        let vectors = try Self.vectors("query_gaps")
        #expect(vectors.count == 15)
        for vector in vectors {
            let start = try #require(vector.t0)
            let elapsed = try #require(vector.elapsed_seconds)
            let all = try attempts(from: start)
            #expect(all.count { $0 <= start + elapsed } == vector.attempts_due_by_then, "\(vector.id)")
            #expect(all.first { $0 > start + elapsed } == vector.next_attempt_epoch_seconds, "\(vector.id)")
            #expect((all.last ?? 0 <= start + elapsed) == vector.exhausted, "\(vector.id)")
        }
    }

    @Test func `an answer decides as the vectors say`() throws {
        let vectors = try Self.vectors("attempt_outcome")
        #expect(vectors.count == 19)
        for vector in vectors {
            let answer: WebhookDelivery.Answer =
                vector.status.map { .status($0) } ?? (vector.error == "timeout" ? .timeout : .unreachable)
            let name =
                switch answer.verdict {
                case .delivered: "delivered"
                case .retry: "retry"
                case .permanentFailure: "permanent_failure"
                }
            #expect(try #require(vector.decision).contains(name), "\(vector.id): \(name)")
        }
    }
}
