// SPDX-License-Identifier: Apache-2.0

/// What the elements of a list were read as, by the bytes they were read from.
///
/// A list that is read again is mostly what it was, and comparing bytes takes far less time than parsing and decoding
/// them. It only saves time: without it the same is read.
struct RememberedList<Element: Sendable>: Sendable {
    private struct Entry: Sendable {
        let text: Range<Int>
        let element: Element
    }

    private let body: [UInt8]
    /// In the order of the list, without those that could not be read. All are objects, which say by themselves where they
    /// end: a 1 could be the beginning of a 12.
    private var entries: [Entry] = []

    /// How many elements may have left the list in one place without those behind them being read anew.
    private static var reach: Int { 64 }

    init(of body: [UInt8]) {
        self.body = body
    }

    var isEmpty: Bool { entries.isEmpty }

    /// - Parameter text: where the element stands in the body; empty where that is not known.
    mutating func add(_ element: Element, at text: Range<Int>) {
        guard !text.isEmpty else { return }
        entries.append(Entry(text: text, element: element))
    }

    /// The element whose text begins at `position`, if it is the one expected next or stands not far behind it.
    ///
    /// - Parameter expected: which one is expected; set to the one behind it where one is found.
    func element(in bytes: [UInt8], at position: Int, expected: inout Int) -> ListPiece<Element>? {
        for index in expected..<min(expected + Self.reach, entries.count) {
            let entry = entries[index]
            let end = position + entry.text.count
            if end <= bytes.count, bytes[position..<end] == body[entry.text] {
                expected = index + 1
                return ListPiece(content: .known(entry.element), text: position..<end)
            }
        }
        return nil
    }
}

/// One element of a list, and where it stands in the body.
struct ListPiece<Element: Sendable>: Sendable {
    enum Content: Sendable {
        /// What it was read as the last time.
        case known(Element)
        case new(JSONValue)
    }

    let content: Content
    let text: Range<Int>

    /// The elements of a list in a body; nil where there is none.
    static func pieces(
        of resource: String, in body: [UInt8], last: RememberedList<Element>?
    ) throws(JSONParser.Failure) -> [ListPiece]? {
        var parser = JSONParser(body)
        var expected = 0
        return try parser.list(of: resource) { parser, depth throws(JSONParser.Failure) in
            let start = parser.position
            if let known = last?.element(in: parser.bytes, at: start, expected: &expected) {
                parser.position = known.text.upperBound
                return known
            }
            let value = try parser.value(depth: depth)
            return ListPiece(content: .new(value), text: start..<parser.position)
        }
    }
}
