// SPDX-License-Identifier: Apache-2.0

extension Run: WireResource {
    init(reading fields: inout FieldReader) throws(DecodingIssue) {
        let own: [Call]? = fields.elements("calls")
        // Before anything else is taken: a run without calls of its own that has a call's fields is its one call (C6).
        let isInline = own == nil && !fields.has(anyOf: ["calls"]) && fields.has(anyOf: Call.ownFields)
        let inline = isInline ? fields : nil
        let hasBothIDs = fields.has(anyOf: ["run_id"]) && fields.has(anyOf: ["id"])
        guard let id: Run.ID = fields.identifier("run_id", "id") else {
            throw DecodingIssue(fields.path, "a run without an id")
        }
        self.init(id: id)
        workflowID = fields.identifier("workflow_id")
        status = fields.word("status")
        startedAt = fields.timestamp("started_at")
        endedAt = fields.timestamp("ended_at")
        if var inline {
            calls = [Call(inline: &inline, of: self, ownID: hasBothIDs)]
            _ = Call(inline: &fields, of: self, ownID: hasBothIDs)
            fields.report(inline.issues)
        } else {
            calls = own ?? []
        }
        for index in calls.indices {
            calls[index].runID = calls[index].runID ?? id
            calls[index].workflowID = calls[index].workflowID ?? workflowID
        }
    }

    func write(to fields: inout FieldWriter) {
        fields.set(["run_id", "id"], id)
        fields.set("workflow_id", workflowID)
        fields.set("status", status)
        fields.set("started_at", startedAt)
        fields.set("ended_at", endedAt)
        fields.set("calls", calls)
    }
}

extension Run: Codable {
    public init(from decoder: any Decoder) throws { self = try Self.decode(from: decoder) }
    public func encode(to encoder: any Encoder) throws { try wire.encode(to: encoder) }
}
