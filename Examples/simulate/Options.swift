// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import ExampleSupport

/// The command line of `simulate`.
struct Options: CommandLineOptions {
    var seeds: UInt64 = 1000
    var first: UInt64 = 1
    var isVerbose = false
    var sabotage: Sabotage?
    var isPushing = false
    var wantsHelp = false

    static let usage = """
        usage: simulate [--seeds N] [--from SEED] [--push] [--sabotage WAY] [--verbose]

        Runs simulated worlds, 1000 unless told otherwise, and compares what the watchers delivered with what happened in
        each. A world that breaks the promise is printed with its seed and its shortest history; --verbose prints every
        world's. --push has the account push as well, with a program that switches between the lanes. --sabotage breaks
        the watchers, to see that it is noticed: \(Sabotage.names).
        """

    init(_ words: [String]) throws {
        var arguments = Arguments(words)
        while let option = try arguments.next() {
            switch option {
            case "--seeds":
                seeds = try arguments.only("a number from 1 to a billion") { text in
                    Values.integer(text, in: 1...1_000_000_000).map { UInt64($0) }
                }
            case "--from": first = try arguments.only("a whole number") { Values.integer($0).map { UInt64($0) } }
            case "--sabotage": sabotage = try arguments.only("one of \(Sabotage.names)") { Sabotage(rawValue: $0) }
            case "--push": isPushing = true
            case "--verbose": isVerbose = true
            case "--help": wantsHelp = true
            default: throw arguments.unknown()
            }
        }
    }
}

extension Sabotage {
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
