// SPDX-License-Identifier: Apache-2.0

extension Call: WireResource {
    init(reading fields: inout FieldReader) throws(DecodingIssue) {
        guard let id: Call.ID = fields.identifier("id", "call_id") else {
            throw DecodingIssue(fields.path, "a call without an id")
        }
        self.init(id: id)
        read(&fields)
    }

    /// The call that a run shown with a call's fields is. Its id is `id`, where the run has a `run_id` of its own beside
    /// it; or `call_id`; or else the run's.
    init(inline fields: inout FieldReader, of run: Run, ownID: Bool) {
        let id: Call.ID? = ownID ? fields.identifier("id") : nil
        let callID: Call.ID? = id == nil ? fields.identifier("call_id") : nil
        self.init(id: id ?? callID ?? Call.ID(run.id))
        read(&fields)
        runID = run.id
        unknownFields = fields.remaining
        unknownFields["id"] = nil
    }

    private mutating func read(_ fields: inout FieldReader) {
        runID = fields.identifier("run_id")
        workflowID = fields.identifier("workflow_id")
        status = fields.word("status")
        direction = fields.word("direction")
        phone = fields.phone("phone")
        startedAt = fields.timestamp("started_at")
        endedAt = fields.timestamp("ended_at")
        duration = fields.duration("duration_seconds")
        disposition = fields.string("disposition")
        cost = fields.money("cost_minor", currency: "currency")
        transcriptURL = fields.string("transcript_url")
        recordingURL = fields.string("recording_url")
        failureReason = fields.string("failure_reason")
    }

    func write(to fields: inout FieldWriter) {
        fields.set(["id", "call_id"], id)
        fields.set("run_id", runID)
        fields.set("workflow_id", workflowID)
        fields.set("status", status)
        fields.set("direction", direction)
        fields.set("phone", phone?.rawValue)
        fields.set("started_at", startedAt)
        fields.set("ended_at", endedAt)
        fields.set("duration_seconds", seconds: duration)
        fields.set("disposition", disposition)
        fields.set("cost_minor", cost, currency: "currency")
        fields.set("transcript_url", transcriptURL)
        fields.set("recording_url", recordingURL)
        fields.set("failure_reason", failureReason)
    }

    /// What only a call has, and no run.
    static let ownFields = [
        "call_id", "direction", "phone", "duration_seconds", "disposition", "cost_minor", "transcript_url",
        "recording_url", "failure_reason",
    ]
}

extension Call: Codable {
    public init(from decoder: any Decoder) throws { self = try Self.decode(from: decoder) }
    public func encode(to encoder: any Encoder) throws { try wire.encode(to: encoder) }
}
