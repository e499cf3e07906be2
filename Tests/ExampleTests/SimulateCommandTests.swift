// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// `simulate` by itself.
@Suite(.aside) struct SimulateCommandTests {
    @Test(arguments: [
        (["--seeds", "0"], "--seeds takes a number from 1 to a billion"),
        (["--seeds"], "--seeds needs a value"),
        (["--from", "-1"], "--from takes a whole number"),
        (["--sabotage", "a-bit"], "--sabotage takes one of recorded-at-claim, "),
        (["--loud"], "word 1 is an unknown option"),
        (["100"], "word 1 is neither an option nor a value of one"),
    ])
    func `what cannot be understood is named, with the usage`(words: [String], complaint: String) async throws {
        let refused = try await Gate.short.pass { try await Executable.simulate.run(words) }
        #expect(refused.exit == .code(64))
        #expect(refused.output.isEmpty)
        #expect(refused.errors.hasPrefix("simulate: \(complaint)"), "\(refused.errors)")
        #expect(refused.errors.contains("\nusage: simulate [--seeds N]"))
    }

    @Test func `worlds that hold are counted`() async throws {
        let run = try await Gate.short.pass { try await Executable.simulate.run(["--seeds", "3"]) }
        #expect(run.exit == .code(0))
        #expect(run.output.hasPrefix("worlds   3\n"))
        #expect(!run.output.contains("failed"))
    }

    @Test func `a world that does not is printed with its shortest history`() async throws {
        let words = ["--seeds", "1", "--from", "11", "--sabotage", "recorded-at-claim"]
        let run = try await Gate.short.pass { try await Executable.simulate.run(words) }
        #expect(run.exit == .code(1))
        let seed = try #require(run.output.components(separatedBy: "failed   ").last).prefix { $0.isNumber }
        #expect(run.output.contains("seed \(seed) breaks the promise; its shortest history:"))
        #expect(run.output.contains("  missing: "))
    }
}
