// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct EventKeyTests {
    @Test(arguments: [
        (EventKey(.callCompleted, "call_17"), "call.completed/call_17"),
        (EventKey(.approvalResolved, "ap_1:approved"), "approval.resolved/ap_1:approved"),
        (EventKey(.callFailed, "a/b//c"), "call.failed/a/b//c"), (EventKey(.callFailed, "/"), "call.failed//"),
        (EventKey("x/y", "z"), "x%2Fy/z"), (EventKey("x", "y/z"), "x/y/z"), (EventKey("a//b/", "c"), "a%2F%2Fb%2F/c"),
        (EventKey(.callFailed, "\u{301}x"), "call.failed/\u{301}x"),
        (EventKey(.callFailed, "a b\n\0"), "call.failed/a b\n\0"),
    ])
    func `it prints as type and subject and reads back`(key: EventKey, printed: String) {
        #expect(Array(key.description.utf8) == Array(printed.utf8))
        let read = EventKey(printed)
        #expect(read == key)
        #expect(read.map { Array($0.subject.utf8) } == Array(key.subject.utf8))
    }

    @Test(arguments: ["", "/", "/x", "call.completed", "call.completed/"])
    func `what lacks a part is no key`(text: String) {
        #expect(EventKey(text) == nil)
    }

    @Test func `ids that only look the same are two events`() {
        let keys = [
            EventKey(.callFailed, "\u{e9}"), EventKey(.callFailed, "e\u{301}"), EventKey(.callCompleted, "\u{e9}"),
        ]
        #expect(keys[0] != keys[1] && keys[0] != keys[2])
        #expect(Set(keys).count == 3)
        #expect(keys[0] == EventKey("call.failed", "\u{e9}"))
    }

    @Test func `they are ordered by bytes`() {
        let keys = ["a/z", "b/a", "b/\u{e9}", "b/z"].compactMap { EventKey($0) }
        #expect(keys.sorted().map(\.description) == ["a/z", "b/a", "b/z", "b/\u{e9}"])
    }

    @Test func `the twelve types are those of the contract, in its order`() {
        #expect(
            EventType.allCases.map(\.rawValue) == [
                "call.completed", "call.failed", "message.sent", "message.delivered", "message.replied",
                "approval.requested", "approval.resolved", "workflow.run.started", "workflow.run.ended", "wallet.low",
                "wallet.exhausted", "tenant.suspended",
            ])
    }
}
