// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `benchmark`, whose figures are nobody's promise.
@Suite(.aside) struct BenchmarkTests {
    @Test(arguments: [["watcher", "JSONDecoder"], ["watcher"], ["JSONDecoder"]])
    func `it measures three kinds of polls, and says what they were compared with`(programs: [String]) async throws {
        let only = programs.count == 2 ? [] : ["--only", programs == ["watcher"] ? "watcher" : "decoder"]
        let run = try await Gate.short.pass {
            try await Executable.benchmark.run(["--runs", "150", "--rounds", "3"] + only)
        }
        #expect(run.exit == .code(0), "\(run.errors)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("150 runs, ") == true)
        for (line, title) in zip(lines.dropFirst(2), ["first poll ", "nothing changed ", "1 % changed "]) {
            #expect(line.hasPrefix(title) && line.count { $0 == "." } == (programs.count == 2 ? 3 : 1), "\(line)")
        }
        #expect(lines.count == 6)
        for name in ["watcher", "JSONDecoder"] {
            #expect(lines[1].contains(name) == programs.contains(name))
        }
        #expect(lines.last?.hasSuffix(" MB of memory at its peak") == true)
    }

    @Test(arguments: [
        (["--runs", "99"], "--runs takes a number from 100 to 30000"),
        (["--rounds", "0"], "--rounds takes a number from 1 to 50"),
        (["--only", "both"], "--only takes watcher or decoder"),
        (["--fast"], "word 1 is an unknown option"),
    ])
    func `what cannot be understood is named, with the usage`(words: [String], complaint: String) async throws {
        let refused = try await Gate.short.pass { try await Executable.benchmark.run(words) }
        #expect(refused.exit == .code(64))
        #expect(refused.output.isEmpty)
        #expect(refused.errors.hasPrefix("benchmark: \(complaint)\n\nusage: benchmark [--runs N]"), "\(refused.errors)")
    }
}
