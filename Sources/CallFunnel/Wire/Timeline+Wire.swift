// SPDX-License-Identifier: Apache-2.0

extension Timeline: WireResource {
    init(reading fields: inout FieldReader) throws(DecodingIssue) {
        // Null or absent turns are none, as long as something says that this is a timeline.
        let isTimeline = ["contact", "turns", "approvals"].contains { fields.remaining[$0] != nil }
        var turns: [Turn]? = fields.elements("turns")
        if turns == nil, let name = WireList.names(for: "turns").first(where: { fields.remaining[$0]?.array != nil }) {
            turns = fields.elements(name)
        }
        guard turns != nil || isTimeline else { throw DecodingIssue("turns", "a timeline without turns") }
        self.init(turns: turns ?? [], approvals: fields.elements("approvals") ?? [])
        contact = fields.take(["contact"], expecting: "a value") { $0 }
    }

    func write(to fields: inout FieldWriter) {
        fields.set("contact", contact)
        fields.set("turns", turns)
        fields.set("approvals", approvals)
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
