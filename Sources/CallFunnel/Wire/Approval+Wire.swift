// SPDX-License-Identifier: Apache-2.0

extension Approval: WireResource {
    init(reading fields: inout FieldReader) throws(DecodingIssue) {
        guard let id: Approval.ID = fields.identifier("id", "approval_id") else {
            throw DecodingIssue(fields.path, "an approval without an id")
        }
        self.init(id: id)
        status = fields.word("status")
        workflowID = fields.identifier("workflow_id")
        runID = fields.identifier("run_id")
        callID = fields.identifier("call_id")
        phone = fields.phone("phone")
        concession = fields.string("concession")
        amount = fields.money("amount_minor", currency: "currency")
        createdAt = fields.timestamp("created_at")
        decidedAt = fields.timestamp("decided_at")
        decidedBy = fields.string("decided_by")
        note = fields.string("note").map { MessageText($0) }
    }

    func write(to fields: inout FieldWriter) {
        fields.set(["id", "approval_id"], id)
        fields.set("status", status)
        fields.set("workflow_id", workflowID)
        fields.set("run_id", runID)
        fields.set("call_id", callID)
        fields.set("phone", phone?.rawValue)
        fields.set("concession", concession)
        fields.set("amount_minor", amount, currency: "currency")
        fields.set("created_at", createdAt)
        fields.set("decided_at", decidedAt)
        fields.set("decided_by", decidedBy)
        fields.set("note", note?.rawValue)
    }
}

extension Approval: Codable {
    public init(from decoder: any Decoder) throws { self = try Self.decode(from: decoder) }
    public func encode(to encoder: any Encoder) throws { try wire.encode(to: encoder) }
}
