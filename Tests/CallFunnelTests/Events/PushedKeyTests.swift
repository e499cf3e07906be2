// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

/// An event has one key, whichever way it comes.
@Suite struct PushedKeyTests {
    @Test(arguments: [
        #"{"id": 17, "status": "completed"}"#, #"{"id": "17", "status": "busy", "run_id": 3}"#,
        #"{"call_id": 17, "status": "no-answer"}"#, #"{"call_id": 17, "id": 5, "run_id": 3, "status": "completed"}"#,
    ])
    func `a call within its run has the key of the polled one`(call: String) throws {
        let run = try Run.read(#"{"run_id": 3, "calls": [\#(call)]}"#).value
        try expectSame(run.calls.flatMap(\.events), pushing: call)
    }

    @Test(arguments: [
        #"{"run_id": 3, "call_id": 17, "status": "completed"}"#,
        #"{"run_id": 3, "id": 17, "phone": "x", "status": "busy"}"#,
        #"{"id": 3, "call_id": 17, "status": "completed"}"#, #"{"id": 3, "phone": "x", "status": "failed"}"#,
        #"{"run_id": 3, "phone": "x", "status": "canceled"}"#,
        #"{"run_id": 3, "id": 4, "call_id": 17, "status": "completed"}"#,
    ])
    func `a call that is its run has it, and so has the run`(run: String) throws {
        let events = try Run.read(run).value.events
        #expect(events.count == 3)
        try expectSame(events, pushing: run)
    }

    @Test(arguments: [
        #"{"run_id": 3, "status": "completed", "calls": [{"id": 1}]}"#, #"{"id": "r", "status": "running"}"#,
        #"{"id": "x", "run_id": "r", "calls": [], "status": "failed"}"#,
    ])
    func `a run has it`(run: String) throws {
        try expectSame(try Run.read(run).value.events, pushing: run)
    }

    @Test(arguments: ["pending", "approved", "Denied", "COUNTERED", "approved"])
    func `an approval has it, requested and resolved`(status: String) throws {
        for id in [#""id": 9"#, #""approval_id": "9""#] {
            let approval = #"{\#(id), "status": "\#(status)"}"#
            try expectSame(try Approval.read(approval).value.events, pushing: approval)
        }
    }

    @Test func `an approval pushed as resolved goes by its status, whatever that is and however it is spelt`() throws {
        let keys = try ["expired", "EXPIRED", "on-hold", "on_hold"].map {
            try key(of: .approvalResolved, pushing: #"{"id": 9, "status": "\#($0)"}"#)
        }
        #expect(keys.map(\.subject) == ["9:expired", "9:expired", "9:on_hold", "9:on_hold"])
        #expect(try key(of: .approvalResolved, pushing: #"{"id": 9}"#).subject == "9:")
    }

    @Test(arguments: ["agent", "customer"], [#""id": 5, "#, #""turn_id": "5", "#, ""])
    func `a turn has it, with an id and without`(role: String, id: String) throws {
        for content in [#""Hello""#, #"{"b": 1, "a": [2]}"#, "7", "null"] {
            let turn = """
                {\(id)"channel": "wa", "role": "\(role)", "ts": "2026-06-01T07:30:45Z", "status": "read",
                "content": \(content), "phone": "+14155550100"}
                """
            try expectSame(try Turn.read(turn).value.events, pushing: turn)
            // However the time is written.
            let naive = turn.replacing("45Z", with: "45.000+00:00")
            #expect(try Turn.read(naive).value.events.map(\.key) == Turn.read(turn).value.events.map(\.key))
        }
    }

    @Test func `a level has none: each push of one is an episode of its own`() throws {
        let keys = try [EventType.walletLow, .walletExhausted, .tenantSuspended].map { try key(of: $0, pushing: "{}") }
        #expect(keys.map(\.subject) == ["38@evt_1", "38@evt_1", "38@evt_1"])
    }

    private func expectSame(_ polled: [CallFunnelEvent], pushing data: String) throws {
        #expect(!polled.isEmpty)
        for event in polled { #expect(try key(of: event.type, pushing: data) == event.key) }
    }

    private func key(of type: EventType, pushing data: String) throws -> EventKey {
        var issues: [DecodingIssue] = []
        let envelope = try JSONValue.parse(#"{"id": "evt_1", "type": "\#(type)", "tenant_id": 38, "data": \#(data)}"#)
        return try EventEnvelope.read(envelope, issues: &issues).key
    }
}
