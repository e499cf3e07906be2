// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct BatchTests {
    private let now = Timestamp(microsecondsSinceEpoch: 1_000_000_000)

    private func event(_ subject: String, at second: Int64?) -> CallFunnelEvent {
        let id = String(subject.split(separator: ".")[0])
        return CallFunnelEvent(
            key: EventKey(.callCompleted, subject),
            occurredAt: second.map { Timestamp(microsecondsSinceEpoch: $0 * 1_000_000) },
            payload: .callCompleted(Call(id: .init(id))))
    }

    private func batch(_ polls: [[CallFunnelEvent]], marks: [[String: String]] = []) -> Batch {
        var brought: [Int: Poll.Brought] = [:]
        for (index, events) in polls.enumerated() {
            brought[index] = Poll.Brought(events: events, marks: index < marks.count ? marks[index] : [:])
        }
        return Batch(brought, now: now)
    }

    private func subjects(_ batch: inout Batch) -> [String] {
        var subjects: [String] = []
        while let next = batch.next() { subjects.append(next.event.key.subject) }
        return subjects
    }

    @Test func `events of several polls come by time`() {
        var batch = batch([[event("a", at: 30), event("b", at: 10)], [event("c", at: 20)]])
        #expect(subjects(&batch) == ["b", "c", "a"])
    }

    @Test func `no time that the service gives breaks the order within a resource`() {
        var batch = batch([
            [event("a.1", at: 50), event("a.2", at: 10), event("a.3", at: nil), event("a.4", at: 60)],
            [event("b", at: 20)],
        ])
        #expect(subjects(&batch) == ["b", "a.1", "a.2", "a.3", "a.4"])
    }

    @Test func `an event without any time counts as happening now`() {
        var batch = batch([[event("a", at: nil), event("b", at: 999), event("c", at: 1001)]])
        #expect(subjects(&batch) == ["b", "a", "c"])
    }

    @Test func `behind one that is held back, its resource waits and its poll leaves no mark`() {
        var batch = batch(
            [[event("a.1", at: 1), event("b", at: 2), event("a.2", at: 3)], [event("c", at: 4)]],
            marks: [["first": "1"], ["second": "2"]])
        var handedOut: [String] = []
        while let next = batch.next() {
            if next.event.key.subject == "a.1" { batch.hold(next) } else { handedOut.append(next.event.key.subject) }
        }
        #expect(handedOut == ["b", "c"])
        #expect(batch.finish() == LedgerEntry(marks: ["second": "2"]))
    }

    @Test func `a poll of which something was held back is known to be unfinished`() {
        var batch = batch([[event("a.1", at: 10), event("c", at: 40)], [event("a.2", at: 20)], [event("b", at: 30)]])
        if let held = batch.next() { batch.hold(held) }
        #expect(batch.unfinished == [0])
        #expect(subjects(&batch) == ["b", "c"])
        #expect(batch.unfinished == [0, 1])
        _ = batch.finish()
        #expect(batch.unfinished.isEmpty)
    }

    @Test func `an event put back comes first again`() {
        var batch = batch([[event("a", at: 1), event("b", at: 2), event("c", at: 3)]])
        _ = batch.next()
        if let second = batch.next() { batch.putBack(second) }
        #expect(subjects(&batch) == ["b", "c"])
    }

    @Test func `what is remembered is remembered once`() {
        var batch = batch([[]], marks: [["a": "1"]])
        #expect(batch.finish() == LedgerEntry(marks: ["a": "1"]))
        #expect(batch.finish().isEmpty)
    }
}
