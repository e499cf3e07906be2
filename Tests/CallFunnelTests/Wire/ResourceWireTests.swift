// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

/// That each field of the documented JSON ends up in the property meant for it.
@Suite struct ResourceWireTests {
    @Test func `each field of a call has its property`() throws {
        var call = Call(id: "call_17")
        call.runID = "12"
        call.workflowID = "wf_1"
        call.status = .noAnswer
        call.direction = .outbound
        call.phone = "+14155550100"
        call.startedAt = .second(0)
        call.endedAt = Timestamp.second(60).advanced(by: .milliseconds(250))
        call.duration = .milliseconds(60_250)
        call.disposition = "interested"
        call.cost = Money(minorUnits: 12, currency: "USD")
        call.transcriptURL = "https://t.example/17"
        call.recordingURL = "https://r.example/17"
        call.failureReason = "486"
        #expect(try Call.read(Sample.call.text).value == call)
    }

    @Test func `calls learn from their run whose they are`() throws {
        let run = try Run.read(#"{"run_id": 12, "workflow_id": "wf_1", "calls": [{"id": 1}, {"id": 2, "run_id": 13}]}"#)
        #expect(run.value.calls.map(\.runID) == ["12", "13"])
        #expect(run.value.calls.map(\.workflowID) == ["wf_1", "wf_1"])
        let full = try Run.read(Sample.run.text).value
        #expect(full.id == "12" && full.workflowID == "wf_1" && full.status == .running)
        #expect(full.startedAt == .second(-45) && full.endedAt == .second(1755))
        #expect(full.calls.map(\.id) == ["1", "2"])
    }

    @Test func `each field of an approval has its property`() throws {
        var approval = Approval(id: "9")
        approval.status = .countered
        approval.workflowID = "wf_1"
        approval.runID = "12"
        approval.callID = "call_17"
        approval.phone = "+14155550100"
        approval.concession = "10 % off"
        approval.amount = Money(minorUnits: -500, currency: "INR")
        approval.createdAt = .second(0)
        approval.decidedAt = .second(300)
        approval.decidedBy = "ada"
        approval.note = "5 %"
        #expect(try Approval.read(Sample.approval.text).value == approval)
    }

    @Test func `each field of a turn has its property`() throws {
        let turn = Turn.make(status: .delivered, deliveredAt: .second(1))
        #expect(try Turn.read(Sample.turn.text).value == turn)
    }

    @Test func `content that is no text is told apart by its JSON and kept`() throws {
        let (turn, issues) = try Turn.read(#"{"content": {"url": "u", "type": "image"}}"#)
        #expect(issues.isEmpty)
        #expect(turn.content == #"{"type":"image","url":"u"}"#)
        #expect(turn.wire == ["content": ["url": "u", "type": "image"]])
    }

    @Test func `each field of a timeline has its property`() throws {
        let timeline = try Timeline.read(Sample.timeline.text).value
        #expect(timeline.contact == ["name": "Ada"])
        #expect(timeline.turns.map(\.id) == ["1", "2"])
        #expect(timeline.approvals.map(\.id) == ["3"])
    }

    @Test func `the vendor's own balance is read field by field`() throws {
        let dollars = { (minorUnits: Int64) in Money(minorUnits: minorUnits, currency: "USD") }
        var balance = Balance(tenantID: "38", balance: dollars(500))
        balance.planTier = "free"
        balance.trialExpiresAt = .second(0)
        balance.minutesRemaining = 41
        balance.ratePerMinute = dollars(12)
        balance.autocharge = Balance.Autocharge(enabled: false)
        balance.topupPresets = [1000, 2500, 5000, 10000, 25000].map(dollars)
        #expect(try Balance.read(Sample.balance.text).value == balance)
    }

    @Test func `autocharge has the balance's currency, and its own unknown and wrong fields`() throws {
        let text = """
            {"currency": "INR", "autocharge": {"enabled": 1, "threshold_minor": 900.0, "amount_minor": "x", "new": {}}}
            """
        let (balance, issues) = try Balance.read(text)
        #expect(balance.autocharge?.threshold == Money(minorUnits: 900, currency: "INR"))
        #expect(balance.autocharge?.unknownFields == ["enabled": 1, "amount_minor": "x", "new": [:]])
        #expect(
            issues == [
                "at.autocharge.enabled: expected a boolean, found a number",
                "at.autocharge.amount_minor: expected an integer, found a string",
            ])
        #expect(balance.unknownFields.isEmpty)
        #expect(balance.wire.object?["currency"] == "INR")
    }

    @Test func `a currency without any amount is kept`() throws {
        let balance = try Balance.read(#"{"currency": "INR"}"#).value
        #expect(balance.wire.object?["currency"] == "INR")
    }

    @Test(arguments: [("500.0", 500), ("-0.0", 0), ("5e2", 500), ("-9223372036854775808", Int64.min)])
    func `a whole number may be written as a fraction`(literal: String, value: Int64) throws {
        let text = #"{"balance_minor": \#(literal), "topup_presets_minor": [\#(literal)]}"#
        let (balance, issues) = try Balance.read(text)
        #expect(issues.isEmpty)
        #expect(balance.balance?.minorUnits == value)
        #expect(balance.topupPresets.map(\.minorUnits) == [value])
    }

    @Test(arguments: [
        "2026-06-01T07:30:45Z", "2026-06-01T07:30:45+00:00", "2026-06-01T07:30:45", "2026-06-01T07:30:45.000000+00:00",
        "2026-06-01T07:30:45.000", "2026-06-01T13:00:45+05:30", "2026-06-01T00:30:45.0000004-07:00",
    ])
    func `an instant in any form is the same instant in every field`(text: String) throws {
        let call = try Call.read(#"{"id": 1, "started_at": "\#(text)", "ended_at": "\#(text)"}"#).value
        let approval = try Approval.read(#"{"id": 1, "created_at": "\#(text)", "decided_at": "\#(text)"}"#).value
        let run = try Run.read(#"{"id": 1, "started_at": "\#(text)", "ended_at": "\#(text)"}"#).value
        let turn = try Turn.read(#"{"ts": "\#(text)", "delivered_at": "\#(text)"}"#).value
        let balance = try Balance.read(#"{"trial_expires_at": "\#(text)"}"#).value
        let read = [
            call.startedAt, call.endedAt, approval.createdAt, approval.decidedAt, run.startedAt, run.endedAt,
            turn.timestamp, turn.deliveredAt, balance.trialExpiresAt,
        ]
        #expect(read.allSatisfy { $0 == .second(0) })
    }

    @Test(arguments: ["Completed", "no-answer", "beamed_up", "", "é\u{0}"])
    func `a word is kept as the service wrote it, known or not`(word: String) throws {
        let field = JSONValue.string(word)
        var issues: [DecodingIssue] = []
        let call = try Call(wire: ["id": 1, "status": field, "direction": field], path: "", issues: &issues)
        let turn = try Turn(
            wire: ["channel": field, "role": field, "status": field], path: "", issues: &issues)
        #expect(issues.isEmpty)
        #expect(call.status?.rawValue == word)
        #expect(call.wire == ["id": 1, "status": field, "direction": field])
        #expect(turn.wire == ["channel": field, "role": field, "status": field])
    }
}
