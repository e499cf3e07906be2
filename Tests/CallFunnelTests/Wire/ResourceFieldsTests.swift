// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

/// What holds for every field of every resource (C5).
@Suite struct ResourceFieldsTests {
    @Test(arguments: Sample.all) func `everything documented is known and written back as it came`(
        sample: Sample
    ) throws {
        var issues: [DecodingIssue] = []
        let json = try sample.json()
        let outcome = try sample.read(.object(json), &issues)
        #expect(issues.isEmpty)
        #expect(outcome.unknown.isEmpty)
        var written = json
        // A null says no more than an absent field.
        if sample.name == "Balance" { written["autocharge"] = ["enabled": false] }
        #expect(outcome.wire == .object(written))
        #expect(Set(sample.expected.keys).union(sample.name == "Timeline" ? ["contact"] : []) == Set(json.keys))
    }

    @Test(arguments: Sample.all) func `only the id is missed where it is null or absent`(sample: Sample) throws {
        let json = try sample.json()
        for (name, value) in json {
            for replacement: JSONValue? in [.null, nil] {
                var issues: [DecodingIssue] = []
                var changed = json
                changed[name] = replacement
                if name == sample.id {
                    #expect(throws: DecodingIssue.self) { try sample.read(.object(changed), &issues) }
                    continue
                }
                let outcome = try sample.read(.object(changed), &issues)
                #expect(issues.isEmpty, "\(name)")
                #expect(outcome.wire.object?[name] ?? [] == [], "\(name)")
                // Without its amount a currency says nothing of its own, and is kept as it came.
                let kept: [String: JSONValue] =
                    ["cost_minor", "amount_minor"].contains(name)
                    ? ["currency": json["currency"] ?? nil] : [:]
                #expect(outcome.unknown == kept, "\(name)")
                var others = try #require(outcome.wire.object)
                var expected = json
                others[name] = nil
                expected[name] = nil
                if sample.name == "Balance", name != "autocharge" { expected["autocharge"] = ["enabled": false] }
                #expect(others == expected, "\(name) \(value.kind)")
            }
        }
    }

    @Test(arguments: Sample.all) func `a field of the wrong type is reported and kept and costs nothing else`(
        sample: Sample
    ) throws {
        let json = try sample.json()
        for (name, expected) in sample.expected where name != sample.id {
            for wrong in Self.wrong(for: expected) where !(name == "content" && wrong.isContainer) {
                var issues: [DecodingIssue] = []
                var changed = json
                changed[name] = wrong
                let outcome = try sample.read(.object(changed), &issues)
                #expect(issues.map(\.description) == ["at.\(name): expected \(expected), found \(wrong.kind)"])
                #expect(outcome.unknown[name] == wrong)
                if sample.name == "Balance", name != "autocharge" { changed["autocharge"] = ["enabled": false] }
                #expect(outcome.wire == .object(changed), "\(name) \(wrong.kind)")
                // And once more: what was written reads as it was read.
                let again = try sample.read(outcome.wire, &issues)
                #expect(again.wire == outcome.wire && again.unknown == outcome.unknown, "\(name) \(wrong.kind)")
            }
        }
    }

    @Test(arguments: Sample.all) func `an id of the wrong type costs the element, and is told by its kind`(
        sample: Sample
    ) throws {
        guard let id = sample.id else { return }
        for wrong: JSONValue in [true, "", [], [:], .number(.init(literal: "1.5")), .number(.init(literal: "1e3"))] {
            var changed = try sample.json()
            changed[id] = wrong
            var issues: [DecodingIssue] = []
            let issue = #expect(throws: DecodingIssue.self) { try sample.read(.object(changed), &issues) }
            #expect(issue?.path == "at")
            #expect(issue?.reason.hasSuffix("\(sample.name.lowercased()) without an id") == true)
        }
    }

    @Test(arguments: Sample.all) func `unknown fields come back as they came`(sample: Sample) throws {
        let unknown: [String: JSONValue] = [
            "x_new": ["a": [1, nil, "é\u{0}🙂"], "big": .number(.init(literal: "123456789012345678901234567890.50"))],
            "": true, "ID": nil, "Status": "Completed",
        ]
        let json = try sample.json().merging(unknown) { _, new in new }
        var issues: [DecodingIssue] = []
        let outcome = try sample.read(.object(json), &issues)
        #expect(issues.isEmpty)
        #expect(outcome.unknown == unknown)
        for (name, value) in unknown { #expect(outcome.wire.object?[name] == value, "\(name)") }
    }

    @Test(arguments: Sample.all) func `what is not an object is refused by its kind`(sample: Sample) {
        for value: JSONValue in [nil, true, 1, "x", []] {
            var issues: [DecodingIssue] = []
            let issue = #expect(throws: DecodingIssue.self) { try sample.read(value, &issues) }
            #expect(issue?.description == "at: expected an object, found \(value.kind)")
        }
    }

    /// Values no field of this kind may have.
    private static func wrong(for expected: String) -> [JSONValue] {
        let all: [JSONValue] = [true, 7, "x", [], ["a": 1], .number(.init(literal: "1.5"))]
        return switch expected {
        case "an id": [true, "", [], [:], .number(.init(literal: "1.5"))]
        case "a word", "a string", "a phone number": all.filter { $0.string == nil }
        case "an integer": all.filter { $0.integer == nil } + [.number(.init(literal: "1e400"))]
        case "a number of seconds":
            all.filter { $0.kind != "a number" } + [9_000_000_000, JSONValue.number(.init(.min))]
        case "an ISO 8601 instant": all + ["yesterday", "2026-02-30T00:00:00Z"]
        case "an array": all.filter { $0.array == nil }
        case "an array of integers": all.filter { $0.array == nil } + [[1, "2"], [1, nil]]
        case "an object": all.filter { $0.object == nil }
        default: []
        }
    }
}

extension JSONValue {
    fileprivate var isContainer: Bool { array != nil || object != nil }
}
