// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

/// Whatever arrives is read or refused; nothing traps.
@Suite struct HostileInputTests {
    #if DEBUG
    static let mutations = 5_000
    #else
    static let mutations = 20_000
    #endif

    @Test func `damaged answers are read or refused by every reader, and what is read is written and prints`() throws {
        var generator = SeededGenerator(seed: 41)
        let bodies = try Self.bodies()
        var parsed = 0
        for round in 0..<Self.mutations {
            let body = Self.damaged(bodies[round % bodies.count], &generator)
            _ = ErrorBody(body).saysSuspended
            guard let json = try? JSONValue(parsing: body) else { continue }
            parsed += 1
            Self.readEverything(json)
        }
        // Enough of them must get past the parser for the readers to be tried.
        #expect(parsed > Self.mutations / 4)
    }

    @Test func `so are values exchanged for others of any kind`() throws {
        var generator = SeededGenerator(seed: 42)
        for sample in Sample.all {
            let json = try sample.json()
            for name in json.keys.sorted() {
                for value in Self.extremes {
                    var changed = json
                    changed[name] = value
                    let other = json.keys.sorted().randomElement(using: &generator) ?? name
                    Self.readEverything(.object(changed))
                    changed[other] = value
                    Self.readEverything(["id": value, "type": "call.completed", "data": .object(changed)])
                }
            }
        }
    }

    /// Numbers at the ends of every type, empty and large texts, dates at the ends of the calendar.
    private static let extremes: [JSONValue] =
        [
            "9223372036854775807", "-9223372036854775808", "18446744073709551616", "1e308", "-1e309", "1e-400", "9e15",
            "8999999999.9999999", "-0", "0.1e1", String(repeating: "9", count: 500),
        ].map { .number(.init(literal: $0)) } + [
            "", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999999-23:59", "\u{0}", "2026-06-01T07:30:45Z",
            .string(String(repeating: "+1 ", count: 2_000)), true, nil, [], [:], [[]], [["id": 1]],
        ]

    private static func bodies() throws -> [[UInt8]] {
        let samples = Sample.all.map { Array($0.text.utf8) }
        let lists = ["runs", "items"].map { Array(#"{"\#($0)": [\#(Sample.run.text), \#(Sample.call.text)]}"#.utf8) }
        let events = zip(EventType.allCases, Sample.all + Sample.all).map { type, sample in
            Array(#"{"id": 5, "type": "\#(type)", "created_at": "2026-06-01T07:30:45Z", "data": \#(sample.text)}"#.utf8)
        }
        let errors = [#"{"detail": [{"loc": ["query", 1], "msg": "+14155550100 cf_live_x"}]}"#, "<!doctype html><p>"]
        return samples + lists + events + errors.map { Array($0.utf8) }
    }

    /// One to three bytes exchanged, taken out, doubled or cut off; half of the time by others JSON is made of.
    private static func damaged(_ body: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        let plausible = Array(#"{}[]",:\0123456789eE+-.nulltrue "#.utf8)
        var body = body
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !body.isEmpty {
            let index = Int.random(in: 0..<body.count, using: &generator)
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: body.remove(at: index)
            case 1: body.insert(body[index], at: index)
            case 2: body.removeSubrange(index..<min(body.count, index + 8))
            case 3: body[index] = .random(in: 0...255, using: &generator)
            case 4 where index < 20: body.removeLast(index)
            default: body[index] = plausible.randomElement(using: &generator) ?? 0
            }
        }
        return body
    }

    private static func readEverything(_ json: JSONValue) {
        var issues: [DecodingIssue] = []
        for name in ["runs", "approvals"] { _ = try? WireList.values(in: json, of: name) }
        if let values = try? WireList.values(in: json, of: "runs") {
            use(Run.elements(in: values, path: "runs", issues: &issues).flatMap(\.events))
            use(Approval.elements(in: values, path: "approvals", issues: &issues).flatMap(\.events))
        }
        if let call = try? Call(wire: json, path: "", issues: &issues) { use(call.events, call) }
        if let run = try? Run(wire: json, path: "", issues: &issues) { use(run.events, run) }
        if let approval = try? Approval(wire: json, path: "", issues: &issues) { use(approval.events, approval) }
        if let turn = try? Turn(wire: json, path: "", issues: &issues) { use(turn.events, turn) }
        if let timeline = try? Timeline.read(json, issues: &issues) { use(timeline.turns.flatMap(\.events), timeline) }
        if let suspension = try? Suspension(wire: json, path: "", issues: &issues) { use([], suspension) }
        if let balance = try? Balance(wire: json, path: "", issues: &issues) {
            var crossings = Balance.Crossings()
            use(balance.events(lowBelow: nil, since: &crossings, readAt: .second(0)), balance)
            _ = balance.balance?.description
        }
        if let event = try? EventEnvelope.read(json, issues: &issues) { use([event]) }
    }

    private static func use(_ events: [CallFunnelEvent], _ resource: (any WireResource)? = nil) {
        _ = resource?.wire.text.count
        for event in events {
            _ = event.resource
            #expect(EventKey(event.key.description) == event.key)
            _ = EventEnvelope.write(event).text.count
        }
    }
}
