// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct RunEventsTests {
    @Test(
        arguments: [
            ("queued", ""), ("running", "started"), ("Running", "started"), ("completed", "started ended"),
            ("failed", "started ended"), ("cancelled", "started ended"), ("canceled", "started ended"),
            ("CANCELLED", "started ended"), ("no-answer", "started ended"), ("busy", "started ended"), ("paused", ""),
            ("", ""), (nil, ""),
        ] as [(String?, String)])
    func `a status implies a start, an end, both or neither`(word: String?, implied: String) {
        let run = Run.make(status: word.map { .init($0) })
        #expect(run.implied == implied)
    }

    @Test(
        arguments: [
            ("queued", true, false, "started"), ("queued", false, true, "started ended"), (nil, true, false, "started"),
            (nil, true, true, "started ended"), ("running", true, true, "started ended"),
            ("paused", true, false, "started"),
        ] as [(String?, Bool, Bool, String)])
    func `so do its times`(word: String?, hasStart: Bool, hasEnd: Bool, implied: String) {
        let run = Run.make(
            status: word.map { .init($0) }, startedAt: hasStart ? .second(1) : nil, endedAt: hasEnd ? .second(2) : nil)
        #expect(run.implied == implied)
        #expect(run.events.first?.occurredAt == (hasStart ? .second(1) : nil))
        #expect(run.events.dropFirst().allSatisfy { $0.occurredAt == .second(2) })
    }

    @Test(
        arguments: [
            ("queued", ""), ("ringing", "started"), ("in_progress", "started"), ("In-Progress", "started"),
            ("completed", "started completed"), ("busy", "started failed"), ("paused", ""), (nil, ""),
        ] as [(String?, String)])
    func `so do its calls`(word: String?, implied: String) {
        let call = Call.make(status: word.map { .init($0) })
        #expect(Run.make(status: .queued, calls: [.make("c0", status: .queued), call]).implied == implied)
    }

    @Test func `it starts before its calls end, and they end before it does`() {
        let calls: [Call] = [
            .make("a", status: .completed), .make("b", status: .ringing), .make("c", status: .noAnswer),
        ]
        let run = Run.make("r", status: .completed, calls: calls)
        #expect(
            run.events.map(\.key.description) == [
                "workflow.run.started/r", "call.completed/a", "call.failed/c", "workflow.run.ended/r",
            ])
        #expect(run.events.first?.payload == .runStarted(run))
        #expect(run.events.last?.payload == .runEnded(run))
    }

    @Test func `a run and its calls are one resource, whose order is kept`() throws {
        let run = try Run.read(#"{"id": "r", "status": "completed", "calls": [{"id": 1, "status": "busy"}]}"#).value
        #expect(run.events.map(\.resource) == ["run/r", "run/r", "run/r"])
        #expect(Call.make(status: .completed).events.map(\.resource) == ["call/call_1"])
    }
}

extension Run {
    /// The last words of the events' types.
    fileprivate var implied: String {
        events.map { $0.type.rawValue.split(separator: ".").last ?? "" }.joined(separator: " ")
    }
}
