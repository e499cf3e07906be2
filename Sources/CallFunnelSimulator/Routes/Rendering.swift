// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// Writes values in the forms a shape asks for.
struct Rendering {
    let shape: Simulator.Shape

    /// A field of an object; one without a value is null or left out.
    struct Field {
        let name: String
        let value: JSON?

        init(_ name: String, _ value: JSON?) {
            self.name = name
            self.value = value
        }

        init(_ name: String, _ text: String?) { self.init(name, text.map { JSON.string($0) }) }
        init(_ name: String, _ number: Int64?) { self.init(name, number.map { JSON.integer($0) }) }
    }

    func object(_ fields: [Field]) -> JSON {
        var members: [JSON.Member] = []
        for field in fields {
            if let value = field.value {
                members.append(JSON.Member(name: field.name, value: value))
            } else if shape.nulls {
                members.append(JSON.Member(name: field.name, value: .null))
            }
        }
        if shape.unknownField {
            members.append(JSON.Member(name: "x_internal", value: ["revision": 3, "flags": ["beta", .null]]))
        }
        return .object(members)
    }

    /// A number where ids are numbers and this one is written like one.
    func id(_ id: String) -> JSON {
        guard shape.identifiers == .integers, let number = Int64(id), String(number) == id else { return .string(id) }
        return .integer(number)
    }

    func id(_ name: String, _ id: String?) -> Field {
        Field(name, id.map { self.id($0) })
    }

    func time(_ name: String, _ timestamp: Timestamp?) -> Field {
        Field(name, timestamp.map { .string(time($0)) })
    }

    func time(_ timestamp: Timestamp) -> String {
        switch shape.timestamps {
        case .zulu: CivilTime(timestamp).iso8601() + "Z"
        case .offset: CivilTime(timestamp).iso8601(microseconds: true) + "+00:00"
        case .naive: CivilTime(timestamp).iso8601()
        }
    }

    /// A list, bare or under a name.
    func list(_ elements: [JSON], ownName: String) -> JSON {
        guard let name = listName(ownName) else { return .array(elements) }
        return object([Field(name, .array(elements))])
    }

    /// The name lists are under; nil where they are bare.
    func listName(_ ownName: String) -> String? {
        switch shape.lists {
        case .bare: nil
        case .items, .data, .results: shape.lists.rawValue
        case .ownName: ownName
        }
    }
}
