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
