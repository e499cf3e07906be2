// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

/// A run with a call's fields and no calls of its own is its one call (C6).
@Suite struct InlineRunTests {
    @Test(arguments: [
        (#""run_id": "r1", "call_id": "c1""#, "r1", "c1"),
        (#""id": "r1", "call_id": "c1""#, "r1", "c1"),
        (#""run_id": "r1", "id": "c1""#, "r1", "c1"),
        (#""run_id": "r1", "id": "x", "call_id": "c1""#, "r1", "x"),
        (#""id": "r1""#, "r1", "r1"),
        (#""run_id": "r1""#, "r1", "r1"),
        (#""id": "r1", "run_id": null, "call_id": null, "calls": null"#, "r1", "r1"),
    ])
    func `ids are taken from where they are`(ids: String, run: String, call: String) throws {
        let (read, issues) = try Run.read(
            #"{\#(ids), "workflow_id": 3, "status": "completed", "phone": "+14155550100", "new": 1}"#)
        #expect(issues.isEmpty)
        #expect(read.id.rawValue == run)
        #expect(read.calls.map(\.id.rawValue) == [call])
        #expect(read.calls.first?.runID?.rawValue == run)
        #expect(read.calls.first?.workflowID == "3")
        #expect(read.calls.first?.phone == "+14155550100")
        // An id that another one outdoes is kept as it came.
        let unknown: [String: JSONValue] = ids.contains(#""x""#) ? ["new": 1, "call_id": "c1"] : ["new": 1]
        #expect(read.unknownFields == unknown)
        #expect(read.calls.first?.unknownFields == unknown)
        #expect(try Run.read(String(decoding: read.wire.text, as: UTF8.self)).value == read)
    }

    @Test(arguments: [
        "call_id", "direction", "phone", "duration_seconds", "disposition", "cost_minor", "transcript_url",
        "recording_url", "failure_reason",
    ])
    func `each field that only a call has makes it one`(field: String) throws {
        #expect(try Run.read(#"{"id": 1, "\#(field)": "x"}"#).value.calls.count == 1)
        #expect(try Run.read(#"{"id": 1, "\#(field)": null}"#).value.calls.isEmpty)
        #expect(try Run.read(#"{"id": 1, "\#(field)": "x", "calls": []}"#).value.calls.isEmpty)
    }

    @Test(arguments: ["queued", "ringing", "in_progress", "completed", "busy", "no-answer", "canceled", "beamed_up"])
    func `the run's status is the call's as well`(word: String) throws {
        let run = try Run.read(#"{"id": 1, "phone": "x", "status": "\#(word)"}"#).value
        #expect(run.status?.rawValue == word)
        #expect(run.calls.first?.status?.rawValue == word)
    }

    @Test func `a call's own fields do not stay behind in the run`() throws {
        let text = """
            {"run_id": 5, "started_at": "2026-06-01T07:30:45Z", "ended_at": "2026-06-01T07:31:45Z",
            "direction": "inbound", "duration_seconds": 60, "cost_minor": 12, "currency": "USD"}
            """
        let run = try Run.read(text).value
        let call = try #require(run.calls.first)
        #expect(run.unknownFields.isEmpty && call.unknownFields.isEmpty)
        #expect(call.direction == .inbound && call.duration == .seconds(60))
        #expect(call.cost == Money(minorUnits: 12, currency: "USD"))
        #expect(call.startedAt == .second(0) && call.endedAt == .second(60))
        #expect(run.startedAt == .second(0) && run.endedAt == .second(60))
        // The id came as an integer, so the call's is written as one.
        #expect(call.wire.object?["id"] == 5)
    }

    @Test func `a wrong type is reported once, though both would have the field`() throws {
        let (run, issues) = try Run.read(
            #"{"id": 1, "phone": 7, "status": [], "started_at": "soon", "workflow_id": {}}"#)
        #expect(run.calls.count == 1)
        #expect(
            Set(issues) == [
                "at.phone: expected a phone number, found a number", "at.status: expected a word, found an array",
                "at.started_at: expected an ISO 8601 instant, found a string",
                "at.workflow_id: expected an id, found an object",
            ])
        #expect(issues.count == 4)
        #expect(run.unknownFields == ["phone": 7, "status": [], "started_at": "soon", "workflow_id": [:]])
    }

    @Test func `a run with both ids and calls of its own keeps the other one`() throws {
        let run = try Run.read(#"{"run_id": 1, "id": "x", "calls": [{"id": 2}]}"#).value
        #expect(run.id == "1")
        #expect(run.wire.object?["id"] == "x")
    }

    @Test func `an id that is none is kept, and the other name is used`() throws {
        let read: [(any WireResource, String)] = [
            (try Run.read(#"{"run_id": true, "id": 1, "calls": []}"#).value, #"{"calls":[],"id":1,"run_id":true}"#),
            (try Call.read(#"{"call_id": "", "id": 1}"#).value, #"{"call_id":"","id":1}"#),
            (try Call.read(#"{"call_id": "c", "id": 1}"#).value, #"{"call_id":"c","id":1}"#),
            (try Approval.read(#"{"id": [], "approval_id": 1}"#).value, #"{"approval_id":1,"id":[]}"#),
            (try Turn.read(#"{"id": {}, "turn_id": 1}"#).value, #"{"id":{},"turn_id":1}"#),
        ]
        for (resource, text) in read { #expect(String(decoding: resource.wire.text, as: UTF8.self) == text) }
    }
}
