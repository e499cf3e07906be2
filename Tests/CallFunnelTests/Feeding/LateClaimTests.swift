// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Testing

@testable import CallFunnel

/// Pushes of what is in hand for longer than a lease, over a ledger that takes its time to say they may be handled.
@Suite struct LateClaimTests {
    private static func push(_ id: String) -> String {
        Reception.envelope("approval.requested", id, data: #"{"id": "apr_1", "status": "pending"}"#)
    }

    /// Holds the first event until 315 s, when its claim has run out; its push is let in at 310 s and arrives at 325 s.
    private static func handed(
        approvals: Int, holding second: Duration, pushing call: Bool
    ) throws -> [String] {
        let scene = try FeedScene([.approvals])
        let handed = Log<String>()
        let ledger = LateLedger(scene.ledger) { key in
            guard key.type == .approvalRequested, scene.elapsed >= .seconds(310), scene.elapsed < .seconds(315) else {
                return
            }
            try? await scene.sleep(until: .seconds(325))
        }
        try scene.world.run {
            for _ in 0..<approvals { _ = try await scene.simulator.requestApproval("10 %") }
            let receiver = try scene.reception.receiver(ledger: ledger)
            let feed = try EventFeed(scene.account.watcher([.approvals], ledger: ledger), receiver)
            let pushes = [(310, push("evt_1"))] + (call ? [(312, Reception.call(push: "evt_7"))] : [])
            for (time, body) in pushes {
                scene.world.start {
                    try? await scene.sleep(until: .seconds(time))
                    _ = await receiver.respond(to: scene.reception.request(body))
                }
            }
            _ = await scene.account.timing.run(until: .seconds(400)) {
                for try await event in feed {
                    handed.add(event.key.description)
                    try await scene.sleep(until: handed.all.count == 1 ? .seconds(315) : second)
                }
            }
        }
        return handed.all
    }

    @Test func `it is not handed out though another push was since`() throws {
        let handed = try Self.handed(approvals: 1, holding: .seconds(327), pushing: true)
        #expect(handed == ["approval.requested/apr_1", "call.completed/call_1"])
    }

    @Test func `it is not handed out though another event was polled and done with since`() throws {
        let handed = try Self.handed(approvals: 2, holding: .seconds(320), pushing: false)
        #expect(handed == ["approval.requested/apr_1", "approval.requested/apr_2"])
    }
}
