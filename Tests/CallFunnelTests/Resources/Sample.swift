// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

/// One kind of resource as the service writes it, with every field the contract documents (C6 to C10).
struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    /// The field without which the element is of no use; nil where there is none.
    let id: String?
    /// What a reader says it expected of each field.
    let expected: [String: String]
    let read: @Sendable (JSONValue, inout [DecodingIssue]) throws -> Outcome

    /// What is left of a resource when its kind does not matter.
    struct Outcome: Sendable {
        let wire: JSONValue
        let unknown: [String: JSONValue]

        init(_ resource: some WireResource) {
            wire = resource.wire
            unknown = resource.unknownFields
        }
    }

    var testDescription: String { name }

    func json() throws -> [String: JSONValue] {
        try #require(JSONValue(parsing: Array(text.utf8)).object)
    }

    private init<Resource: WireResource & SendableMetatype>(
        _ type: Resource.Type, id: String?, expected: [String: String], _ text: String
    ) {
        name = "\(type)"
        self.text = text
        self.id = id
        self.expected = expected
        read = { Outcome(try Resource(wire: $0, path: "at", issues: &$1)) }
    }
}

extension Sample {
    static let all = [call, run, approval, turn, timeline, balance, suspension]

    static let call = Sample(
        Call.self, id: "id",
        expected: [
            "id": "an id", "run_id": "an id", "workflow_id": "an id", "status": "a word", "direction": "a word",
            "phone": "a phone number", "started_at": "an ISO 8601 instant", "ended_at": "an ISO 8601 instant",
            "duration_seconds": "a number of seconds", "disposition": "a string", "cost_minor": "an integer",
            "currency": "a word", "transcript_url": "a string", "recording_url": "a string",
            "failure_reason": "a string",
        ],
        """
        {"id": "call_17", "run_id": 12, "workflow_id": "wf_1", "status": "no_answer", "direction": "outbound",
        "phone": "+14155550100", "started_at": "2026-06-01T07:30:45Z", "ended_at": "2026-06-01T07:31:45.250000Z",
        "duration_seconds": 60.25, "disposition": "interested", "cost_minor": 12, "currency": "USD",
        "transcript_url": "https://t.example/17", "recording_url": "https://r.example/17", "failure_reason": "486"}
        """)

    static let run = Sample(
        Run.self, id: "run_id",
        expected: [
            "run_id": "an id", "workflow_id": "an id", "status": "a word", "started_at": "an ISO 8601 instant",
            "ended_at": "an ISO 8601 instant", "calls": "an array",
        ],
        """
        {"run_id": 12, "workflow_id": "wf_1", "status": "running", "started_at": "2026-06-01T07:30:00Z",
        "ended_at": "2026-06-01T08:00:00Z",
        "calls": [{"id": 1, "run_id": 12, "workflow_id": "wf_1"}, {"id": 2, "run_id": 12, "workflow_id": "wf_1"}]}
        """)

    static let approval = Sample(
        Approval.self, id: "id",
        expected: [
            "id": "an id", "status": "a word", "workflow_id": "an id", "run_id": "an id", "call_id": "an id",
            "phone": "a phone number", "concession": "a string", "amount_minor": "an integer", "currency": "a word",
            "created_at": "an ISO 8601 instant", "decided_at": "an ISO 8601 instant", "decided_by": "a string",
            "note": "a string",
        ],
        """
        {"id": 9, "status": "countered", "workflow_id": "wf_1", "run_id": 12, "call_id": "call_17",
        "phone": "+14155550100", "concession": "10 % off", "amount_minor": -500, "currency": "INR",
        "created_at": "2026-06-01T07:30:45Z", "decided_at": "2026-06-01T07:35:45Z", "decided_by": "ada", "note": "5 %"}
        """)

    static let turn = Sample(
        Turn.self, id: nil,
        expected: [
            "id": "an id", "channel": "a word", "ts": "an ISO 8601 instant", "role": "a word", "content": "a string",
            "status": "a word", "delivered_at": "an ISO 8601 instant", "phone": "a phone number",
        ],
        """
        {"id": "t_1", "channel": "wa", "ts": "2026-06-01T07:30:45Z", "role": "agent", "content": "Hello",
        "status": "delivered", "delivered_at": "2026-06-01T07:30:46Z", "phone": "+14155550100"}
        """)

    static let timeline = Sample(
        Timeline.self, id: nil, expected: ["turns": "an array", "approvals": "an array"],
        #"{"contact": {"name": "Ada"}, "turns": [{"id": 1}, {"id": 2}], "approvals": [{"id": 3}]}"#)

    /// C9 as the vendor shows it.
    static let balance = Sample(
        Balance.self, id: nil,
        expected: [
            "tenant_id": "an id", "currency": "a word", "balance_minor": "an integer", "plan_tier": "a string",
            "trial_expires_at": "an ISO 8601 instant", "minutes_remaining_at_bundled_rate": "an integer",
            "rate_per_minute_minor": "an integer", "autocharge": "an object",
            "topup_presets_minor": "an array of integers",
        ],
        """
        {"tenant_id": 38, "currency": "USD", "balance_minor": 500, "plan_tier": "free", \
        "trial_expires_at": "2026-06-01T07:30:45Z", "minutes_remaining_at_bundled_rate": 41, \
        "rate_per_minute_minor": 12, "autocharge": {"enabled": false, "threshold_minor": null, "amount_minor": null}, \
        "topup_presets_minor": [1000, 2500, 5000, 10000, 25000]}
        """)

    static let suspension = Sample(
        Suspension.self, id: nil, expected: ["tenant_id": "an id", "reason": "a string"],
        #"{"tenant_id": 38, "reason": "suspended by an admin"}"#)
}
