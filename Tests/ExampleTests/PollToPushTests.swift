// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `poll-to-push` as a process.
@Suite(.aside) struct PollToPushTests {
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

    @Test(arguments: [
        ("--loud", "poll-to-push: word 1 is an unknown option\n\nusage: poll-to-push"),
        ("now", "poll-to-push: word 1 is neither an option nor a value of one\n\nusage: poll-to-push"),
    ])
    func `a word too many shows the usage`(word: String, complaint: String) async throws {
        let run = try await Gate.short.pass { try await Executable.pollToPush.run([word]) }
        #expect(run.exit == .code(64))
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix(complaint))
    }

    @Test func `help is printed where it was asked for`() async throws {
        let help = try await Gate.short.pass { try await Executable.pollToPush.run(["--help"]) }
        #expect(help.exit == .code(0))
        #expect(help.output.hasPrefix("usage: poll-to-push"))
        #expect(help.errors.isEmpty)
    }
}
