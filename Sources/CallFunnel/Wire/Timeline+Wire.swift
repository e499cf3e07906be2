// SPDX-License-Identifier: Apache-2.0

extension Timeline: WireResource {
    init(reading fields: inout FieldReader) throws(DecodingIssue) {
        let name = WireList.names(for: "turns").first { fields.remaining[$0]?.array != nil }
        guard let name, let turns: [Turn] = fields.elements(name) else {
            throw DecodingIssue("turns", "a timeline without turns")
        }
        self.init(turns: turns, approvals: fields.elements("approvals") ?? [])
        contact = fields.take(["contact"], expecting: "a value") { $0 }
    }

    func write(to fields: inout FieldWriter) {
        fields.set("contact", contact)
        fields.set("turns", .array(turns.map(\.wire)))
        fields.set("approvals", .array(approvals.map(\.wire)))
    }

    /// A timeline from a response body, where C5 allows a bare array of turns as well.
    static func read(_ body: JSONValue, issues: inout [DecodingIssue]) throws(DecodingIssue) -> Timeline {
        let object = body.array.map { JSONValue.object(["turns": .array($0)]) } ?? body
        return try Timeline(wire: object, path: "", issues: &issues)
    }
}

extension Timeline: Codable {
    public init(from decoder: any Decoder) throws { self = try Self.decode(from: decoder) }
    public func encode(to encoder: any Encoder) throws { try wire.encode(to: encoder) }
}
