// SPDX-License-Identifier: Apache-2.0

/// The body of a push (C16, assumed): `{"id", "type", "created_at", "tenant_id", "data"}`.
enum EventEnvelope {
    /// Reads an envelope. A type this version does not know, or data it cannot read, becomes `.unknown` with the data
    /// as it came; only an envelope without a type is of no use.
    static func read(_ envelope: JSONValue, issues: inout [DecodingIssue]) throws(DecodingIssue) -> CallFunnelEvent {
        var fields = try FieldReader(envelope, path: "")
        guard let type = fields.string("type"), !type.isEmpty else {
            throw DecodingIssue("type", "an event without a type")
        }
        let id: CallFunnelEvent.EventID? = fields.identifier("id")
        let time = fields.timestamp("created_at")
        let tenantID: Tenant.ID? = fields.identifier("tenant_id")
        let data = fields.take(["data"], expecting: "a value") { $0 } ?? .null

        // An event that was polled and then written as an envelope carries its own key as the id.
        let ownKey = id.flatMap { EventKey($0.rawValue) }.flatMap { $0.type == EventType(rawValue: type) ? $0 : nil }
        let payload = CallFunnelEvent.Payload(EventType(rawValue: type), data: data, issues: &issues)
        let subject =
            payload.subject(of: EventType(rawValue: type), tenant: tenantID, event: id)
            ?? id?.rawValue ?? "digest-" + Hex.encode(SHA256.hash(data.text).prefix(16))
        var event = CallFunnelEvent(
            key: ownKey ?? EventKey(EventType(rawValue: type), subject), occurredAt: time, payload: payload)
        event.tenantID = tenantID
        event.eventID = ownKey == nil ? id : nil
        event.unknownFields = fields.remaining
        issues += fields.issues
        return event
    }

    /// The push's own id, whatever else can be read.
    static func id(in envelope: JSONValue) -> String? {
        guard var fields = try? FieldReader(envelope, path: "") else { return nil }
        let id: CallFunnelEvent.EventID? = fields.identifier("id")
        return id?.rawValue
    }

    static func write(_ event: CallFunnelEvent) -> JSONValue {
        var fields = FieldWriter(unknown: event.unknownFields)
        // Unless what came as the id was none, and is kept.
        fields.set(["id"], event.eventID ?? CallFunnelEvent.EventID(event.key.description))
        fields.set("type", event.type.rawValue)
        fields.set("created_at", event.occurredAt)
        fields.set("tenant_id", event.tenantID)
        fields.set("data", event.payload.wire)
        return fields.value
    }
}

extension CallFunnelEvent: Codable {
    /// Reads a pushed envelope (C16).
    /// - Throws: `DecodingError` when it is not an object or has no `type`; nothing else in it is fatal.
    public init(from decoder: any Decoder) throws {
        var issues: [DecodingIssue] = []
        do {
            self = try EventEnvelope.read(JSONValue(from: decoder), issues: &issues)
        } catch let issue as DecodingIssue {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: issue.description, underlyingError: issue))
        }
    }

    /// Writes the envelope (C16). An event that was polled has its key in place of the push's id.
    public func encode(to encoder: any Encoder) throws {
        try EventEnvelope.write(self).encode(to: encoder)
    }

    /// The resource as C16 would push it.
    public var data: JSONValue { payload.wire }
}
