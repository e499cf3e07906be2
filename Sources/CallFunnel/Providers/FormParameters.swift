// SPDX-License-Identifier: Apache-2.0

/// What a provider posts as `application/x-www-form-urlencoded`, or puts into a query: names and values in order.
///
/// Read from raw bytes and kept as bytes, because a signature covers bytes: two spellings that Swift's strings hold for
/// equal are two names, and a value need not be text. Nothing is refused and nothing is dropped: a name may repeat, and
/// names and values may be empty.
///
/// Its description shows how many there are: values carry phone numbers.
public struct FormParameters: Sendable, Hashable {
    struct Parameter: Sendable, Hashable {
        let name: [UInt8]
        let value: [UInt8]
    }

    /// In the order they came.
    private(set) var parameters: [Parameter] = []

    /// No parameters, as with a GET whose URL has no query.
    public init() {}

    /// Reads the body of a form. `+` is a space, `%41` is a byte, and `a` alone is `a=`.
    public init(_ body: [UInt8]) {
        parameters = body.split(separator: UInt8(ascii: "&")).map { piece in
            let equals = piece.firstIndex(of: UInt8(ascii: "=")) ?? piece.endIndex
            let value = piece[equals...].dropFirst()
            return Parameter(
                name: PercentEncoding.decodeForm(piece[..<equals]), value: PercentEncoding.decodeForm(value))
        }
    }

    /// Reads the query of a URL, from the first `?` to a `#`.
    public init(queryOf url: String) {
        let query = url.utf8.prefix { $0 != UInt8(ascii: "#") }.drop { $0 != UInt8(ascii: "?") }.dropFirst()
        self.init(Array(query))
    }

    /// Names and values as they are, without escapes.
    public init(_ pairs: [(name: String, value: String)]) {
        parameters = pairs.map { Parameter(name: Array($0.name.utf8), value: Array($0.value.utf8)) }
    }

    /// The first value under this name; bytes that are no UTF-8 are replaced by U+FFFD. Nil when there is none.
    public subscript(name: String) -> String? {
        values(of: name).first
    }

    /// All values under this name, in order.
    public func values(of name: String) -> [String] {
        parameters.filter { $0.name.elementsEqual(name.utf8) }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    /// The body of a form with these parameters, for tests and for sending.
    public var encoded: [UInt8] {
        let pieces = parameters.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
        return Array(pieces.joined(separator: "&").utf8)
    }

    public var isEmpty: Bool { parameters.isEmpty }
}

extension FormParameters: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "form of \(parameters.count) parameters" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["count": parameters.count]) }
}
