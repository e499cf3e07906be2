// SPDX-License-Identifier: Apache-2.0

/// One way to write JSON. Every library has its own.
struct JSONLayout: Sendable {
    /// What stands around commas and colons.
    enum Spacing: String, CaseIterable, Sendable {
        case compact
        case spaced = "with a space after , and :"
        case twoSpaces = "indented by two spaces"
        case fourSpaces = "indented by four spaces"
        case tab = "indented by tabs"
        case wide = "indented by two spaces, with spaces around :"
    }

    enum Order: String, CaseIterable, Sendable {
        case asGiven = ""
        case sorted = "keys sorted"
        case envelope = "keys in the order id, type, created_at, tenant_id, data"
    }

    /// How the characters of a string are written.
    enum Escapes: String, CaseIterable, Sendable {
        case asGiven = ""
        case few = "characters outside ASCII as they are"
        case ascii = "characters outside ASCII as \\u…"
        case slashes = "/ as \\/"
        case asciiAndSlashes = "characters outside ASCII as \\u… and / as \\/"
        case html = "<, > and & as \\u…"
    }

    let spacing: Spacing
    let order: Order
    let escapes: Escapes
    let hasLineBreak: Bool

    /// Longer ones than any event have too many ways to be tried.
    static let longestBody = 32 << 10

    /// Everything that the body may have been before it was parsed and written again; nothing, when it is not JSON.
    static func all(of body: [UInt8]) -> [Variant<[UInt8]>] {
        guard body.count <= longestBody, let tree = JSONTree(body) else { return [] }
        var variants: [Variant<[UInt8]>] = []
        for order in Order.allCases {
            let ordered =
                switch order {
                case .asGiven: tree
                case .sorted: tree.sorted
                case .envelope: tree.inEnvelopeOrder
                }
            for spacing in Spacing.allCases {
                for escapes in Escapes.allCases {
                    for hasLineBreak in [false, true] {
                        let layout = JSONLayout(
                            spacing: spacing, order: order, escapes: escapes, hasLineBreak: hasLineBreak)
                        variants.append(Variant(value: layout.text(ordered), finding: layout.finding))
                    }
                }
            }
        }
        return variants
    }

    private var finding: String {
        let ways = [spacing.rawValue, order.rawValue, escapes.rawValue, hasLineBreak ? "a line break at the end" : ""]
        return "the body was parsed and written again as JSON: what was signed is "
            + ways.filter { !$0.isEmpty }.joined(separator: ", ") + "; verify the bytes that came, before any parsing"
    }

    /// The tree as text.
    func text(_ tree: JSONTree) -> [UInt8] {
        var text: [UInt8] = []
        write(tree, to: &text, depth: 0)
        return hasLineBreak ? text + [UInt8(ascii: "\n")] : text
    }

    private func write(_ tree: JSONTree, to text: inout [UInt8], depth: Int) {
        switch tree {
        case .word(let word): text += word
        case .string(let string): text += written(string)
        case .array(let elements):
            text += "[".utf8
            for (index, element) in elements.enumerated() {
                text += separator(isFirst: index == 0, depth + 1)
                write(element, to: &text, depth: depth + 1)
            }
            text += (elements.isEmpty ? "]" : lineBreak(depth) + "]").utf8
        case .object(let members):
            text += "{".utf8
            for (index, member) in members.enumerated() {
                text += separator(isFirst: index == 0, depth + 1)
                text += written(member.key)
                text += colon.utf8
                write(member.value, to: &text, depth: depth + 1)
            }
            text += (members.isEmpty ? "}" : lineBreak(depth) + "}").utf8
        }
    }

    private var colon: String {
        switch spacing {
        case .compact: ":"
        case .wide: " : "
        case .spaced, .twoSpaces, .fourSpaces, .tab: ": "
        }
    }

    private func separator(isFirst: Bool, _ depth: Int) -> String.UTF8View {
        if spacing == .spaced { return (isFirst ? "" : ", ").utf8 }
        return ((isFirst ? "" : ",") + lineBreak(depth)).utf8
    }

    private func lineBreak(_ depth: Int) -> String {
        switch spacing {
        case .compact, .spaced: ""
        case .twoSpaces, .wide: "\n" + String(repeating: "  ", count: depth)
        case .fourSpaces: "\n" + String(repeating: "    ", count: depth)
        case .tab: "\n" + String(repeating: "\t", count: depth)
        }
    }
}
