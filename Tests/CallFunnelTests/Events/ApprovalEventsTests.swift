// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct ApprovalEventsTests {
    @Test(
        arguments: [
            ("approved", "approved"), ("Approved", "approved"), ("denied", "denied"), ("countered", "countered"),
            ("COUNTERED", "countered"), ("pending", nil), ("escalated", nil), ("expired", nil), ("on_hold", nil),
            ("", nil), (nil, nil),
        ] as [(String?, String?)])
    func `it was requested in any case, and resolved by some`(word: String?, resolved: String?) {
        let approval = Approval.make(
            status: word.map { .init($0) }, createdAt: .second(1), decidedAt: .second(2))
        let keys = ["approval.requested/ap_1"] + (resolved.map { ["approval.resolved/ap_1:\($0)"] } ?? [])
        #expect(approval.events.map(\.key.description) == keys)
        #expect(approval.events.first?.occurredAt == .second(1))
        #expect(approval.events.dropFirst().allSatisfy { $0.occurredAt == .second(2) })
        #expect(approval.status?.isResolved ?? false == (resolved != nil))
    }

    @Test func `a decision that is changed is another event`() {
        let keys = [Approval.Status.approved, .denied, .countered].map { Approval.make(status: $0).events.last?.key }
        #expect(Set(keys).count == 3)
    }

    @Test func `both events carry the approval as it is`() {
        let approval = Approval.make(status: .denied)
        #expect(approval.events.map(\.payload) == [.approvalRequested(approval), .approvalResolved(approval)])
        #expect(approval.events.map(\.resource) == ["approval/ap_1", "approval/ap_1"])
    }
}
