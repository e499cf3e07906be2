// SPDX-License-Identifier: Apache-2.0

/// JSON as it is written: keys in their order, numbers as their text.
indirect enum JSONTree: Sendable, Equatable {
    case object([Member])
    case array([JSONTree])
    case string(JSONText)
    /// A number, `true`, `false` or `null`.
    case word([UInt8])

    struct Member: Sendable, Equatable {
        let key: JSONText
        let value: JSONTree
    }

    /// Nil for what is not JSON, or is nested deeper than any event.
    init?(_ bytes: [UInt8]) {
        guard let tokens = JSONText.tokens(bytes) else { return nil }
        var rest = tokens[...]
        guard let tree = JSONTree(&rest, depth: 0), rest.isEmpty else { return nil }
        self = tree
    }

    private init?(_ tokens: inout ArraySlice<JSONText.Token>, depth: Int) {
        guard depth < 64, let token = tokens.popFirst() else { return nil }
        switch token {
        case .string(let text): self = .string(text)
        case .word(let word): self = .word(word)
        case .mark(UInt8(ascii: "[")):
            guard let elements = Self.list(&tokens, end: UInt8(ascii: "]"), { JSONTree(&$0, depth: depth + 1) })
            else { return nil }
            self = .array(elements)
        case .mark(UInt8(ascii: "{")):
            let members = Self.list(&tokens, end: UInt8(ascii: "}")) { tokens -> Member? in
                guard case .string(let key)? = tokens.popFirst(), tokens.popFirst() == .mark(UInt8(ascii: ":")),
                    let value = JSONTree(&tokens, depth: depth + 1)
                else { return nil }
                return Member(key: key, value: value)
            }
            guard let members else { return nil }
            self = .object(members)
        case .mark: return nil
        }
    }

    private static func list<Element>(
        _ tokens: inout ArraySlice<JSONText.Token>, end: UInt8,
        _ element: (inout ArraySlice<JSONText.Token>) -> Element?
    ) -> [Element]? {
        var elements: [Element] = []
        if tokens.first == .mark(end) {
            tokens.removeFirst()
            return elements
        }
        while let next = element(&tokens) {
            elements.append(next)
            guard let mark = tokens.popFirst() else { return nil }
            if mark == .mark(end) { return elements }
            guard mark == .mark(UInt8(ascii: ",")) else { return nil }
        }
        return nil
    }

    /// With the members of every object in the order of their keys' bytes.
    var sorted: JSONTree {
        switch self {
        case .object(let members):
            .object(
                members.map { Member(key: $0.key, value: $0.value.sorted) }
                    .sorted { $0.key.value.utf8.lexicographicallyPrecedes($1.key.value.utf8) })
        case .array(let elements): .array(elements.map(\.sorted))
        case .string, .word: self
        }
    }

    /// With the members of the envelope (C16) in the order in which the service is expected to write them.
    var inEnvelopeOrder: JSONTree {
        guard case .object(let members) = self else { return self }
        let order = ["id", "type", "created_at", "tenant_id", "data"]
        let known = order.flatMap { name in members.filter { $0.key.value == name } }
        return .object(known + members.filter { !order.contains($0.key.value) })
    }
}
