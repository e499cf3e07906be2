// SPDX-License-Identifier: Apache-2.0

/// A resource that can be read from, and written as, the JSON object the service uses for it.
protocol WireResource {
    /// Takes the known fields. Throws only if the element is of no use at all: it has no id.
    init(reading fields: inout FieldReader) throws(DecodingIssue)
    /// Writes every known field that has a value.
    func write(to fields: inout FieldWriter)
    var unknownFields: [String: JSONValue] { get set }
}

extension WireResource {
    /// Reads one element, adding what could not be read within it to `issues`.
    init(wire value: JSONValue, path: String, issues: inout [DecodingIssue]) throws(DecodingIssue) {
        var fields = try FieldReader(value, path: path)
        try self.init(reading: &fields)
        unknownFields = fields.remaining
        issues += fields.issues
    }

    var wire: JSONValue {
        var fields = FieldWriter(unknown: unknownFields)
        write(to: &fields)
        return fields.value
    }

    /// For `Decodable`: a field of the wrong type is kept among the unknown ones, a missing id is an error.
    static func decode(from decoder: any Decoder) throws -> Self {
        var issues: [DecodingIssue] = []
        do {
            return try Self(wire: JSONValue(from: decoder), path: "", issues: &issues)
        } catch let issue as DecodingIssue {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: issue.description, underlyingError: issue))
        }
    }
}

extension FieldReader {
    /// The elements under a name, each on its own: one that cannot be read is reported and costs nobody else.
    mutating func elements<Element: WireResource>(_ name: String) -> [Element]? {
        guard let values = take([name], expecting: "an array", \.array) else { return nil }
        var found: [DecodingIssue] = []
        defer { report(found) }
        return Element.elements(in: values, path: path.isEmpty ? name : "\(path).\(name)", issues: &found)
    }
}

extension WireResource {
    static func elements(in values: [JSONValue], path: String, issues: inout [DecodingIssue]) -> [Self] {
        var elements: [Self] = []
        for (index, value) in values.enumerated() {
            if let element = element(value, path: "\(path)[\(index)]", issues: &issues) { elements.append(element) }
        }
        return elements
    }

    /// One element; nil when nothing of it is of use.
    static func element(_ value: JSONValue, path: String, issues: inout [DecodingIssue]) -> Self? {
        do throws(DecodingIssue) {
            return try Self(wire: value, path: path, issues: &issues)
        } catch {
            issues.append(error)
            return nil
        }
    }
}
