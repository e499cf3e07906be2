// SPDX-License-Identifier: Apache-2.0

extension Turn: WireResource {
    init(reading fields: inout FieldReader) throws(DecodingIssue) {
        self.init(id: fields.identifier("id", "turn_id"))
        channel = fields.word("channel")
        timestamp = fields.timestamp("ts")
        role = fields.word("role")
        status = fields.word("status")
        deliveredAt = fields.timestamp("delivered_at")
        phone = fields.phone("phone")
        content = readContent(&fields)
    }

    /// Text; or, where the content is something richer, its JSON. That goes into the turn's identity where there is no
    /// id, so two pictures sent in one second stay two; the content itself stays among the unknown fields as it came.
    private func readContent(_ fields: inout FieldReader) -> MessageText? {
        if let rich = fields.remaining["content"], rich.array != nil || rich.object != nil {
            return MessageText(String(decoding: rich.text, as: UTF8.self))
        }
        return fields.string("content").map { MessageText($0) }
    }

    func write(to fields: inout FieldWriter) {
        fields.set(["id", "turn_id"], id)
        fields.set("channel", channel)
        fields.set("ts", timestamp)
        fields.set("role", role)
        if unknownFields["content"] == nil { fields.set("content", content?.rawValue) }
        fields.set("status", status)
        fields.set("delivered_at", deliveredAt)
        fields.set("phone", phone?.rawValue)
    }
}

extension Turn: Codable {
    public init(from decoder: any Decoder) throws { self = try Self.decode(from: decoder) }
    public func encode(to encoder: any Encoder) throws { try wire.encode(to: encoder) }
}
