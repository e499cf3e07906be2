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
    ///
    /// Turns of another type than a list are an error, not an empty page: a reader would take that for the beginning of
    /// the conversation. Absent ones are empty, as any field may be absent, and reported.
    static func read(_ body: JSONValue, issues: inout [DecodingIssue]) throws(DecodingIssue) -> Timeline {
        let object = body.array.map { JSONValue.object(["turns": .array($0)]) } ?? body
        if let members = object.object, !WireList.names(for: "turns").contains(where: { members[$0]?.array != nil }) {
            let turns = members["turns"]
            if let turns, turns != .null { throw DecodingIssue("turns", expected: "an array", found: turns) }
            if turns == nil { issues.append(DecodingIssue("turns", "a timeline without turns")) }
        }
        return try Timeline(wire: object, path: "", issues: &issues)
    }
}

extension Timeline: Codable {
    public init(from decoder: any Decoder) throws { self = try Self.decode(from: decoder) }
    public func encode(to encoder: any Encoder) throws { try wire.encode(to: encoder) }
}
