// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `poll-to-push` as a process.
@Suite struct PollToPushTests {
    @Test func `it prints what its README says: every event once, through both lanes, an outage and back`() async throws
    {
        let run = try await Gate.short.pass { try await Executable.pollToPush.run([]) }
        #expect(run.exit == .code(0))
        let readme = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Examples/poll-to-push/README.md")
        let text = try String(contentsOf: readme, encoding: .utf8)
        let promised = try #require(
            text.components(separatedBy: "```text\n").last?.components(separatedBy: "```").first)
        #expect(run.output == promised)
        #expect(promised.hasSuffix(" handled, 0 missing, 0 twice\n"))
    }

    @Test(arguments: [("--help", Int32(0)), ("--loud", 64), ("now", 64)] as [(String, Int32)])
    func `a word too many shows the usage`(word: String, code: Int32) async throws {
        let run = try await Gate.short.pass { try await Executable.pollToPush.run([word]) }
        #expect(run.exit == .code(code))
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("usage: poll-to-push"))
    }
}
