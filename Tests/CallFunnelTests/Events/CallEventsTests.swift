// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct CallEventsTests {
    @Test(
        arguments: [
            ("completed", "call.completed"), ("COMPLETED", "call.completed"), ("failed", "call.failed"),
            ("busy", "call.failed"), ("Busy", "call.failed"), ("no_answer", "call.failed"),
            ("no-answer", "call.failed"),
            ("NO_ANSWER", "call.failed"), ("canceled", "call.failed"), ("cancelled", "call.failed"),
            ("Cancelled", "call.failed"), ("queued", nil), ("ringing", nil), ("in_progress", nil), ("in-progress", nil),
            ("beamed_up", nil), ("", nil), (nil, nil),
        ] as [(String?, String?)])
    func `a status implies one end or none`(word: String?, type: String?) {
        let call = Call.make(status: word.map { .init($0) }, endedAt: .second(9))
        #expect(call.events.map(\.key.description) == (type.map { ["\($0)/call_1"] } ?? []))
        #expect(call.events.allSatisfy { $0.occurredAt == .second(9) && $0.eventID == nil && $0.tenantID == nil })
    }

    @Test func `the event carries the call as it is`() {
        let completed = Call.make(status: .completed)
        let failed = Call.make(status: .busy)
        #expect(completed.events.map(\.payload) == [.callCompleted(completed)])
        #expect(failed.events.map(\.payload) == [.callFailed(failed)])
        #expect(failed.events.first?.occurredAt == nil)
    }

    @Test(arguments: [
        ("completed", true, false), ("no-answer", false, true), ("failed", false, true), ("ringing", false, false),
        ("unheard_of", false, false),
    ])
    func `a status says whether it is the end`(word: String, isSuccess: Bool, isFailure: Bool) {
        let status = Call.Status(word)
        #expect(status.isSuccess == isSuccess)
        #expect(status.isFailure == isFailure)
        #expect(status.isTerminal == (isSuccess || isFailure))
    }
}
