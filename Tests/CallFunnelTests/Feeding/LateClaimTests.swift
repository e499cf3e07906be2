// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Testing

@testable import CallFunnel

/// Pushes of what is in hand for longer than a lease, over a ledger that takes its time to say they may be handled.
@Suite struct LateClaimTests {
    @Test func `what was polled is not handed out for a push that was let in before and arrives after another`() throws
    {
        let scene = try FeedScene([.approvals])
        let handed = Log<String>()
        // The claim of the push is granted at 310 s, and that is known at 325 s.
        let ledger = LateLedger(scene.ledger) { key in
            guard key.type == .approvalRequested, scene.elapsed == .seconds(310) else { return }
            try? await scene.sleep(until: .seconds(325))
        }
        try scene.world.run {
            _ = try await scene.simulator.requestApproval("10 %")
            let receiver = try scene.reception.receiver(ledger: ledger)
            let feed = try EventFeed(scene.account.watcher([.approvals], ledger: ledger), receiver)
            let approval = Reception.envelope(
                "approval.requested", "evt_1", data: #"{"id": "apr_1", "status": "pending"}"#)
            for (time, body) in [(310, approval), (312, Reception.call(push: "evt_2"))] {
                scene.world.start {
                    try? await scene.sleep(until: .seconds(time))
                    scene.statuses.add(await receiver.respond(to: scene.reception.request(body)).status)
                }
            }
            _ = await scene.account.timing.run(until: .seconds(400)) {
                for try await event in feed {
                    handed.add(event.key.description)
                    // Past the end of the first claim, and past the arrival of its push but not its deadline.
                    try await scene.sleep(until: handed.all.count == 1 ? .seconds(315) : .seconds(327))
                }
            }
        }
        #expect(handed.all == ["approval.requested/apr_1", "call.completed/call_1"])
        #expect(scene.statuses.all.sorted() == [200, 503])
    }
}
