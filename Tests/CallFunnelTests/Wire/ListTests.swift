// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

/// Lists: their forms, and that one malformed element never hides its neighbours (C5).
@Suite struct ListTests {
    @Test(
        arguments: ["runs", "approvals", "turns"],
        [
            "[1, 2]", #"{"items": [1, 2]}"#, #"{"data": [1, 2]}"#, #"{"results": [1, 2]}"#, #"{"OWN": [1, 2]}"#,
            #"{"OWN": [1, 2], "items": [3], "data": [4], "results": [5], "total": 2}"#,
            #"{"items": [1, 2], "data": [3], "next": null}"#, #"{"OWN": null, "results": [1, 2]}"#,
            #"{"OWN": {}, "data": [1, 2]}"#,
        ])
    func `a list is found in every form`(name: String, form: String) throws {
        let body = try JSONValue.parse(form.replacing("OWN", with: name))
        #expect(try WireList.values(in: body, of: name) == [1, 2])
    }

    @Test(arguments: ["null", "true", "7", #""runs""#, "{}", #"{"runs": {}}"#, #"{"Runs": []}"#, #"{"turns": []}"#])
    func `what holds no list is an error`(form: String) throws {
        let body = try JSONValue.parse(form)
        let issue = #expect(throws: DecodingIssue.self) { try WireList.values(in: body, of: "runs") }
        #expect(issue?.path == "runs")
    }

    @Test func `null is an empty list`() throws {
        #expect(try WireList.values(in: ["runs": nil], of: "runs").isEmpty)
    }

    @Test(arguments: Malformed.all, ListKind.all)
    func `a malformed element is reported with its index and its neighbours are used`(
        bad: Malformed, list: ListKind
    ) throws {
        for index in 0..<3 {
            var elements: [JSONValue] = [["id": "a"], ["id": "b"]]
            elements.insert(try .parse(bad.text), at: index)
            var issues: [DecodingIssue] = []
            let ids = try list.read(elements, &issues)
            #expect(ids == ["a", "b"])
            #expect(issues.map(\.path) == ["\(list.path)[\(index)]"])
            #expect(issues.first?.reason.contains(bad.reason) == true)
        }
    }

    @Test(arguments: ["[1]", #"["x", null]"#, "[[]]"])
    func `turns that are no objects are reported; a turn needs no id`(text: String) throws {
        let turns: [JSONValue] = [[:], ["id": "", "role": "agent"]] + (try JSONValue.parse(text).array ?? [])
        var issues: [DecodingIssue] = []
        let timeline = try Timeline.read(.array(turns), issues: &issues)
        #expect(timeline.turns.map(\.id) == [nil, nil])
        #expect(timeline.turns.last?.role == .agent)
        #expect(issues.map(\.path) == ["turns[1].id"] + turns.indices.dropFirst(2).map { "turns[\($0)]" })
    }

    @Test(arguments: [
        #"[{"id": 1}]"#, #"{"turns": [{"id": 1}]}"#, #"{"items": [{"id": 1}], "contact": {}}"#,
        #"{"data": [{"id": 1}], "turns": null}"#, #"{"results": [{"id": 1}], "approvals": null}"#,
    ])
    func `a timeline is read in every form`(form: String) throws {
        var issues: [DecodingIssue] = []
        let timeline = try Timeline.read(.parse(form), issues: &issues)
        #expect(timeline.turns.map(\.id) == ["1"])
        #expect(timeline.unknownFields.isEmpty && issues.isEmpty)
        #expect(timeline.wire.object?["turns"] == [["id": 1]])
    }

    @Test(arguments: [#"{"turns": null}"#, #"{"contact": {"name": "Ada"}}"#, #"{"approvals": []}"#])
    func `a timeline may have no turns`(form: String) throws {
        var issues: [DecodingIssue] = []
        #expect(try Timeline.read(.parse(form), issues: &issues).turns.isEmpty)
        // Turns that are absent altogether may be under a name we do not know, so that is told.
        #expect(issues.map(\.path) == (form.contains("turns") ? [] : ["turns"]))
    }

    @Test(arguments: ["{}", "null", #""turns""#, #"{"detail": "gone"}"#])
    func `what says nothing of a timeline is none`(form: String) throws {
        var issues: [DecodingIssue] = []
        #expect(throws: DecodingIssue.self) { try Timeline.read(.parse(form), issues: &issues) }
    }
}

struct Malformed: Sendable, CustomTestStringConvertible {
    let text: String
    let reason: String
    var testDescription: String { text }

    static let all = [
        Malformed(text: "7", reason: "expected an object, found a number"),
        Malformed(text: "null", reason: "expected an object, found null"),
        Malformed(text: #"["id", 1]"#, reason: "expected an object, found an array"),
        Malformed(text: "{}", reason: "without an id"),
        Malformed(text: #"{"status": "completed", "run": 1}"#, reason: "without an id"),
        Malformed(text: #"{"id": ""}"#, reason: "without an id"),
        Malformed(text: #"{"id": null}"#, reason: "without an id"),
        Malformed(text: #"{"id": {"a": 1}}"#, reason: "without an id"),
    ]
}

/// Every list of elements that need an id.
struct ListKind: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let path: String
    let read: @Sendable ([JSONValue], inout [DecodingIssue]) throws -> [String]

    static let all = [
        ListKind(testDescription: "runs", path: "runs") {
            Run.elements(in: $0, path: "runs", issues: &$1).map(\.id.rawValue)
        },
        ListKind(testDescription: "calls of a run", path: "runs[4].calls") {
            let run = try Run(wire: ["id": 1, "calls": .array($0)], path: "runs[4]", issues: &$1)
            return run.calls.map(\.id.rawValue)
        },
        ListKind(testDescription: "approvals", path: "approvals") {
            Approval.elements(in: $0, path: "approvals", issues: &$1).map(\.id.rawValue)
        },
        ListKind(testDescription: "approvals of a timeline", path: "approvals") {
            let timeline = try Timeline.read(["turns": [], "approvals": .array($0)], issues: &$1)
            return timeline.approvals.map(\.id.rawValue)
        },
    ]
}
