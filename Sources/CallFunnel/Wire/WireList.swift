// SPDX-License-Identifier: Apache-2.0

/// The forms a list may have (C5): a bare array, or an object that holds the array under one of a few names.
enum WireList {
    static func names(for resource: String) -> [String] { [resource, "items", "data", "results"] }

    /// The elements of a list of `resource`.
    static func values(in body: JSONValue, of resource: String) throws(DecodingIssue) -> [JSONValue] {
        if let bare = body.array { return bare }
        guard let members = body.object else {
            throw DecodingIssue(resource, expected: "a list", found: body)
        }
        for name in names(for: resource) {
            if let values = members[name]?.array { return values }
        }
        // Null is how some services write an empty list.
        if members[resource] == .null { return [] }
        throw DecodingIssue(resource, "an object with no list under \(names(for: resource).joined(separator: ", "))")
    }
}

extension JSONParser {
    /// The elements of the list that ``WireList/values(in:of:)`` finds, each read by `read`; nil where it finds none, or
    /// one that is null.
    mutating func list<Element>(
        of resource: String, _ read: (inout JSONParser, _ depth: Int) throws(Failure) -> Element
    ) throws(Failure) -> [Element]? {
        let names = WireList.names(for: resource)
        return try document { parser throws(Failure) in
            if parser.next == UInt8(ascii: "[") { return try parser.array(depth: 1, read) }
            guard parser.next == UInt8(ascii: "{") else {
                _ = try parser.value(depth: 0)
                return nil
            }
            var seen: Set<String> = []
            var lists: [String: [Element]] = [:]
            try parser.object(depth: 1) { parser, name throws(Failure) in
                // Of two members with one name the first counts.
                if names.contains(name), seen.insert(name).inserted, parser.next == UInt8(ascii: "[") {
                    lists[name] = try parser.array(depth: 2, read)
                } else {
                    _ = try parser.value(depth: 1)
                }
            }
            return names.lazy.compactMap { lists[$0] }.first
        }
    }
}
