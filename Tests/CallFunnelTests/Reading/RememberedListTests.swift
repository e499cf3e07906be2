// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

/// What is taken from the list before is what would have been read.
@Suite struct RememberedListTests {
    #if DEBUG
    static let lists = 1_000
    #else
    static let lists = 10_000
    #endif

    private typealias Read = Result<[Run], AnswerBody.Failure>

    private static func read(_ body: inout AnswerBody) -> Read {
        do throws(AnswerBody.Failure) {
            return .success(
                try body.list(of: "runs", isRepeated: true) { (run: inout Run) in
                    if run.workflowID == nil { run.workflowID = "wf_1" }
                })
        } catch {
            return .failure(error)
        }
    }

    /// How many elements of a list have to be decoded once another one was read.
    private static func decoded(of bytes: [UInt8], after last: (any Sendable)?) -> Int {
        let pieces = try? ListPiece<Run>.pieces(of: "runs", in: bytes, last: last as? RememberedList<Run>)
        return pieces?.count { if case .new = $0.content { true } else { false } } ?? 0
    }

    private static func decoded(of second: [String], after first: [String]) -> Int {
        var body = AnswerBody(bare(first), last: nil)
        _ = read(&body)
        return decoded(of: bare(second), after: body.kept)
    }

    private static func bare(_ list: [String]) -> [UInt8] {
        Array("[\(list.joined(separator: ", "))]".utf8)
    }

    private static func run(_ id: Int, _ status: String = "running") -> String {
        #"{"run_id": \#(id), "status": "\#(status)", "calls": [{"id": \#(id), "status": "queued"}], "note": "]},{"}"#
    }

    @Test func `only what is new, changed or could not be read is decoded`() {
        let list = (0..<300).map { Self.run($0) }
        #expect(Self.decoded(of: list, after: []) == 300)
        #expect(Self.decoded(of: list, after: list) == 0)
        #expect(Self.decoded(of: [Self.run(-1)] + list.dropLast(100), after: list) == 1)
        #expect(Self.decoded(of: Array(list[..<7]) + [Self.run(7, "completed")] + list[8...], after: list) == 1)
        #expect(Self.decoded(of: Array(list[..<10] + list[73...]), after: list) == 0)
        #expect(
            Self.decoded(of: Array(list[..<10] + list[75...]), after: list) == 225,
            "too many were left out in one place")
        let unreadable = #"{"run_id": 1000, "status": 5}"#
        #expect(Self.decoded(of: list + [unreadable], after: list + [unreadable]) == 1)
    }

    @Test(arguments: [true, false])
    func `a list is remembered if it will be asked for again`(isRepeated: Bool) throws {
        var body = AnswerBody(Self.bare([Self.run(1)]), last: nil)
        _ = try body.list(of: "runs", isRepeated: isRepeated) { (_: inout Run) in }
        #expect((body.kept != nil) == isRepeated)
    }

    @Test func `what is filled in from what was asked for is not what is remembered`() throws {
        var last: (any Sendable)?
        for workflow: Workflow.ID in ["1", "2"] {
            var body = AnswerBody(Self.bare([Self.run(1)]), last: last)
            let runs = try body.list(of: "runs", isRepeated: true) { (run: inout Run) in run.workflowID = workflow }
            #expect(runs.map(\.workflowID) == [workflow])
            last = body.kept
        }
    }

    @Test func `lists that come one after another are read as each would be alone`() throws {
        var generator = SeededGenerator(seed: 43)
        var list: [String] = []
        var last: (any Sendable)?
        var counts = (known: 0, new: 0, failures: 0)
        for round in 0..<Self.lists {
            Self.change(&list, round, &generator)
            let bytes = Self.body(list, &generator)
            var body = AnswerBody(bytes, last: last)
            let decoded = Self.decoded(of: bytes, after: last)
            let found = Self.read(&body)
            let (expected, issues) = Self.readAlone(bytes)
            switch (found, expected) {
            case (.success(let runs), .success(let alone)):
                #expect(runs == alone && body.issues == issues, "\(String(decoding: bytes, as: UTF8.self))")
                last = body.kept
                counts.new += decoded
                counts.known += runs.count - decoded
            case (.failure(let failure), .failure(let alone)):
                #expect("\(failure)" == "\(alone)")
                counts.failures += 1
            default: Issue.record("\(found) instead of \(expected): \(String(decoding: bytes, as: UTF8.self))")
            }
        }
        #expect(counts.known > Self.lists && counts.new > Self.lists && counts.failures > Self.lists / 50)
    }

    /// The same without a memory, and by way of the whole document.
    private static func readAlone(_ bytes: [UInt8]) -> (Read, [DecodingIssue]) {
        var issues: [DecodingIssue] = []
        do throws(JSONParser.Failure) {
            let json = try JSONValue(parsing: bytes)
            do throws(DecodingIssue) {
                var runs = Run.elements(
                    in: try WireList.values(in: json, of: "runs"), path: "runs", issues: &issues)
                for index in runs.indices where runs[index].workflowID == nil { runs[index].workflowID = "wf_1" }
                return (.success(runs), issues)
            } catch {
                return (.failure(.shape(error)), [])
            }
        } catch {
            return (.failure(.notJSON(error)), [])
        }
    }

    /// What services do to a list: more comes in front or behind, some leaves or moves, something changes.
    private static func change(_ list: inout [String], _ round: Int, _ generator: inout SeededGenerator) {
        let index = Int.random(in: 0...list.count, using: &generator)
        switch Int.random(in: 0..<10, using: &generator) {
        case 0, 1: list.insert(run(round), at: 0)
        case 2: list.append(run(round))
        case 3: list.insert(run(round), at: index)
        case 4 where index < list.count: list.remove(at: index)
        case 5 where index < list.count: list[index] = run(round % 7, "completed")
        // In the same place and as long as it was.
        case 6 where index < list.count: list[index] = list[index].replacing("running", with: "stopped")
        case 7: list.shuffle(using: &generator)
        case 8 where index < list.count: list.append(list[index])
        case 9: list.insert(oddities.randomElement(using: &generator) ?? "1", at: index)
        default: break
        }
        if list.count > 30 { list.removeLast(20) }
    }

    /// No runs, runs of which a part cannot be read, numbers that begin alike.
    private static let oddities = [
        "1", "12", "[]", #""{""#, "{}", #"{"id": 1}"#, #"{"run_id": 12, "run_id": 13}"#, #"{"run_id": 5, "status": 7}"#,
        #"{"run_id": "é\ud83d\ude42"}"#, #"{ "run_id" : 3 }"#, #"{"run_id": 4, "calls": [1, {"id": 2}]}"#,
    ]

    /// Bare or in one of the envelopes of C5, with more beside it, sometimes damaged.
    private static func body(_ list: [String], _ generator: inout SeededGenerator) -> [UInt8] {
        let text = list.joined(separator: Bool.random(using: &generator) ? "," : " ,\n ")
        var body: String
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: body = #"{"total": 3, "items": [\#(text)], "next": {"runs": [1]}}"#
        case 1: body = #"{"data": [\#(text)], "runs": null}"#
        case 2: body = #"{"items": [{"id": 9}], "runs": [\#(text)]}"#
        case 3: body = #"{"runs": [\#(text)], "runs": [{"id": 8}]}"#
        case 4: body = #"{"runs": {"runs": [\#(text)]}, "results": [\#(text)]}"#
        case 5: body = "\u{FEFF} [ \(text) ] "
        default: body = "[\(text)]"
        }
        if Int.random(in: 0..<20, using: &generator) == 0 {
            body =
                ["null", "{}", #"{"runs": null}"#, "[\(text)", "[\(text)] 1", "[\(text),]", #"{"runs": [\#(text)}"#]
                .randomElement(using: &generator) ?? ""
        }
        return Array(body.utf8)
    }
}
