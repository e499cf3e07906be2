// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What one process of several with the same ledger printed, from its start to its end.
struct Life: Sendable {
    /// Of whole lines. What a kill cut off counts as not printed.
    let keys: [String]
    let exit: RunningProcess.Exit
    let errors: String

    /// Checks every line, and that no event comes twice.
    init(_ process: RunningProcess) async throws {
        exit = await process.wholeExit
        errors = process.errors.text
        keys = try process.output.lines.map { try PrintedEvent(line: $0).key }
        #expect(Set(keys).count == keys.count, "doubled without a restart")
        if exit != .signal(SIGKILL) { #expect(process.output.text.hasSuffix("\n") || keys.isEmpty) }
    }

    /// How many events it may have printed and not recorded: those of the last round of polls, which is at most four,
    /// and one for a suspension. What came before was recorded before that round began.
    var mostUnrecorded: Int {
        let lines = errors.split(separator: "\n")
        let polls = lines.filter { $0.hasSuffix(" new") || $0.contains("; again in ") }.suffix(4)
        // A poll that failed does not say what it had brought by then.
        let found = polls.map { $0.wholeMatch(of: /.*: (\d+) new/).flatMap { Int($0.1) } ?? History.mostRepeats }
        return min(found.reduce(1, +), History.mostRepeats)
    }

    /// Starts a watcher with this ledger, does something to it, and waits for its end.
    static func of(
        _ words: [String], key: String = "cf_live_a", ledger: URL,
        until body: (RunningProcess) async throws -> Void = { _ in }
    ) async throws -> Life {
        let always = ["--every", "0.1s", "--start", "everything", "--format", "json", "--verbose"]
        return try await Executable.watchEvents.running(
            words + always + ["--ledger", ledger.path], key: key, limit: .seconds(120)
        ) { process in
            try await body(process)
            return try await Life(process)
        }
    }

    /// The same for the approvals of an account.
    static func ofApprovals(
        at baseURL: String, ledger: URL, until body: (RunningProcess) async throws -> Void = { _ in }
    ) async throws -> Life {
        try await of(["--base-url", baseURL, "--approvals"], ledger: ledger, until: body)
    }

    /// Interrupted once it has printed so many, and polled again since, which is after they were recorded.
    static func inPeace(at baseURL: String, ledger: URL, printing count: Int) async throws -> Life {
        try await ofApprovals(at: baseURL, ledger: ledger) { process in
            _ = await process.output.wait { $0.count >= count }
            await process.pollsAgain()
            process.send(SIGINT)
        }
    }
}

extension RunningProcess {
    /// Waits for two more polls that brought nothing: one may have been under way.
    func pollsAgain(_ polls: Int = 2) async {
        let isQuiet: @Sendable (String) -> Bool = { $0.hasSuffix(": 0 new") }
        let before = errors.lines.count(where: isQuiet)
        _ = await errors.wait { $0.count(where: isQuiet) >= before + polls }
    }
}
