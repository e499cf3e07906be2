// SPDX-License-Identifier: Apache-2.0

extension Suspension: WireResource {
    init(reading fields: inout FieldReader) throws(DecodingIssue) {
        self.init(tenantID: fields.identifier("tenant_id"), reason: fields.string("reason").map { Redaction.scrub($0) })
    }

    func write(to fields: inout FieldWriter) {
        fields.set("tenant_id", tenantID)
        fields.set("reason", reason)
    }
}

extension Suspension: Codable {
    public init(from decoder: any Decoder) throws { self = try Self.decode(from: decoder) }
    public func encode(to encoder: any Encoder) throws { try wire.encode(to: encoder) }
}
