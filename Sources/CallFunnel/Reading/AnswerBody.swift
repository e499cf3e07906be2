// SPDX-License-Identifier: Apache-2.0

/// The body of an answer, with what is remembered of the last one from the same address.
struct AnswerBody {
    /// Why a body is of no use.
    enum Failure: Error {
        case notJSON(JSONParser.Failure)
        case shape(DecodingIssue)
    }

    let bytes: [UInt8]
    /// What the last answer's reader kept.
    let last: (any Sendable)?
    /// What to remember of this one.
    private(set) var kept: (any Sendable)?
    /// Elements and fields that could not be read.
    private(set) var issues: [DecodingIssue] = []

    init(_ bytes: [UInt8], last: (any Sendable)?) {
        self.bytes = bytes
        self.last = last
    }

    /// Reads the whole of it as one value.
    mutating func value<Value>(
        _ read: (JSONValue, inout [DecodingIssue]) throws(DecodingIssue) -> Value
    ) throws(Failure) -> Value {
        let json: JSONValue
        do throws(JSONParser.Failure) {
            json = try JSONValue(parsing: bytes)
        } catch {
            throw .notJSON(error)
        }
        do throws(DecodingIssue) {
            return try read(json, &issues)
        } catch {
            throw .shape(error)
        }
    }

    /// Reads it as a list, and takes from the last one what stands in both.
    ///
    /// - Parameters:
    ///   - isRepeated: whether to remember it for the next one.
    ///   - complete: adds what an element does not say of itself, the same for every element.
    mutating func list<Element: WireResource & Sendable>(
        of resource: String, isRepeated: Bool, _ complete: (inout Element) -> Void
    ) throws(Failure) -> [Element] {
        var remembered = RememberedList<Element>(of: bytes)
        var elements: [Element] = []
        let pieces: [ListPiece<Element>] = try pieces(of: resource)
        for (index, piece) in pieces.enumerated() {
            // What could not be read is told anew each time, with its place in the list.
            let told = issues.count
            guard var element = self.element(piece, path: "\(resource)[\(index)]") else { continue }
            if isRepeated, issues.count == told { remembered.add(element, at: piece.text) }
            complete(&element)
            elements.append(element)
        }
        if !remembered.isEmpty { kept = remembered }
        return elements
    }

    private mutating func element<Element: WireResource>(_ piece: ListPiece<Element>, path: String) -> Element? {
        switch piece.content {
        case .known(let element): element
        case .new(let value): Element.element(value, path: path, issues: &issues)
        }
    }

    private mutating func pieces<Element>(of resource: String) throws(Failure) -> [ListPiece<Element>] {
        let last = last as? RememberedList<Element>
        if let pieces = try? ListPiece.pieces(of: resource, in: bytes, last: last) { return pieces }
        // Read as a whole, what is no list says why it is none.
        let values = try value { (json, _) throws(DecodingIssue) in try WireList.values(in: json, of: resource) }
        return values.map { ListPiece(content: .new($0), text: 0..<0) }
    }
}
