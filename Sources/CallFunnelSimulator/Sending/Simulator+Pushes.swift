// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension Simulator {
    /// Everything that happened so far as the service pushes it, in order: one for each entry of ``truth``.
    ///
    /// A ``WebhookSender`` delivers them, while they happen or later.
    public var pushes: [WebhookPush] { outbox.events }

    /// What is pushed, and who waits for more of it.
    struct Outbox {
        fileprivate(set) var events: [WebhookPush] = []
        private var bells: [AsyncStream<Void>.Continuation] = []

        mutating func add(_ event: WebhookPush) {
            events.append(event)
            ring()
        }

        func ring() {
            for bell in bells { bell.yield() }
        }

        /// Rings at once, and after every change; rings that nobody heard yet are one.
        mutating func bell() -> AsyncStream<Void> {
            let (rings, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            bells.append(bell)
            bell.yield()
            return rings
        }
    }

    /// What has been added to ``pushes`` since there were `count`.
    struct News {
        let events: [WebhookPush]
        /// Nothing more is going to come.
        let isLast: Bool
    }

    func bell() -> AsyncStream<Void> { outbox.bell() }

    func news(since count: Int) -> News {
        News(events: Array(outbox.events.dropFirst(count)), isLast: recorded.ended)
    }

    /// Writes the envelope of something that happened right now, with the resource as it is now (C16).
    func push(_ type: String, _ kind: String, _ resource: String, key: String) {
        let rendering = Rendering(shape: shape)
        let id = newID("evt")
        let envelope = rendering.object([
            rendering.id("id", id), Rendering.Field("type", type), rendering.time("created_at", time),
            Rendering.Field("tenant_id", account.tenantID), Rendering.Field("data", data(kind, resource, rendering)),
        ])
        outbox.add(WebhookPush(id: id, type: type, truthKey: key, createdAt: time, body: envelope.bytes))
    }

    private func data(_ kind: String, _ id: String, _ rendering: Rendering) -> JSON? {
        let currency = account.currency
        switch kind {
        case "run": return runs.last { $0.id == id }.map { rendering.run($0, currency: currency) }
        case "call":
            return runs.last { $0.calls.contains { $0.id == id } }?.calls.last { $0.id == id }.map {
                rendering.call($0, currency: currency)
            }
        case "approval": return approvals.last { $0.id == id }.map { rendering.approval($0, currency: currency) }
        case "turn": return turns.last { $0.id == id }.map { rendering.pushedTurn($0) }
        case "wallet": return balance(rendering)
        default:
            return rendering.object([
                Rendering.Field("tenant_id", account.tenantID),
                Rendering.Field("reason", suspensionReason ?? "compliance review"),
            ])
        }
    }
}
