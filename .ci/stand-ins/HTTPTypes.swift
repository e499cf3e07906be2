// SPDX-License-Identifier: Apache-2.0
// Of swift-http-types, only what docs/receiving.md uses, with the same signatures.

public struct HTTPField: Sendable {
    public struct Name: Sendable {
        public let rawName: String
        public init?(_ name: String) { rawName = name }
    }

    public let name: Name
    public var value: String

    public init(name: Name, value: String) {
        self.name = name
        self.value = value
    }
}

public struct HTTPFields: Sendable, Sequence {
    private var fields: [HTTPField] = []
    public init() {}
    public mutating func append(_ field: HTTPField) { fields.append(field) }
    public func makeIterator() -> IndexingIterator<[HTTPField]> { fields.makeIterator() }
}

public struct HTTPRequest: Sendable {
    public struct Method: Sendable { public let rawValue: String }
}

public struct HTTPResponse: Sendable {
    public struct Status: Sendable {
        public init(code: Int, reasonPhrase: String = "") {}
    }
}
