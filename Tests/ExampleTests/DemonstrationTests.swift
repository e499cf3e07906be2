// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation
import Testing

/// `watch-events` without arguments, as it is read by people and by programs. Both run for as long as the campaign.
@Suite(.aside) struct DemonstrationTests {
    @Test func `without arguments all twelve types are printed, aligned, and it ends by itself`() async throws {
        let shown = try await demonstration([])
        #expect(shown.exit == .code(0))
        let lines = shown.output.split(separator: "\n").map { String($0) }
        let types = try lines.map { try type(ofLine: $0) }
        #expect(Set(types) == EventType.all)
        #expect(!shown.output.contains("\u{1B}") && !shown.errors.contains("\u{1B}"))

        let remarks = shown.errors.split(separator: "\n")
        #expect(remarks.first == "watching a simulated campaign, 7 sources every 0.25 s")
        let summary = try #require(remarks.last)
        #expect(summary.wholeMatch(of: /(\d+) events · \d+ polls · \d+ failed/)?.1 == "\(lines.count)")
        #expect(remarks.count == 2, "\(shown.errors)")
    }

    @Test func `as JSON the same comes one object a line`() async throws {
        let shown = try await demonstration(["--format", "json"])
        #expect(shown.exit == .code(0))
        let events = try shown.output.split(separator: "\n").map { try PrintedEvent(line: String($0)) }
        #expect(Set(events.map(\.type)) == EventType.all)
        #expect(Set(events.map(\.key)).count == events.count)
        #expect(shown.output.hasSuffix("}\n") && !shown.output.contains("\n\n"))
        #expect(shown.errors.contains("\n\(events.count) events · "))
    }

    /// What passes in the campaign lasts two seconds; for a machine that stood still that long there is a second try.
    private func demonstration(_ arguments: [String]) async throws -> Executable.Finished {
        let first = try await Executable.watchEvents.run(arguments)
        if EventType.all.allSatisfy({ first.output.contains($0) }) { return first }
        return try await Executable.watchEvents.run(arguments)
    }

    /// Checks the columns: time, type, subject, and the fact.
    private func type(ofLine line: String) throws -> String {
        let columns = try #require(line.wholeMatch(of: /(.{10})  (.{20})  (.{16})  (\S.*)/), "\(line)")
        #expect(columns.1.wholeMatch(of: /([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d/) != nil, "\(line)")
        #expect(columns.3.first != " ", "\(line)")
        let type = columns.2.prefix { $0 != " " }
        #expect(columns.2.dropFirst(type.count).allSatisfy { $0 == " " }, "\(line)")
        return String(type)
    }
}
