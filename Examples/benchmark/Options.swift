// SPDX-License-Identifier: Apache-2.0

import ExampleSupport

/// The command line of `benchmark`.
struct Options: CommandLineOptions {
    var runs = 10_000
    var rounds = 21
    var only: Contestant?
    var wantsHelp = false

    enum Contestant: String {
        case watcher, decoder
    }

    static let usage = """
        usage: benchmark [--runs N] [--rounds N] [--only watcher|decoder]

        Polls a list of runs, 10000 unless told otherwise, in turn with a watcher and with JSONDecoder and a dictionary, and
        prints the medians of 21 rounds of each kind. --only leaves the other of the two out, to see the memory that one
        takes. Use a release build: swift run -c release benchmark.
        """

    init(_ words: [String]) throws {
        var arguments = Arguments(words)
        while let option = try arguments.next() {
            switch option {
            case "--runs": runs = try arguments.only("a number from 100 to 30000") { Self.count($0, in: 100...30_000) }
            case "--rounds": rounds = try arguments.only("a number from 1 to 50") { Self.count($0, in: 1...50) }
            case "--only": only = try arguments.only("watcher or decoder") { Contestant(rawValue: $0) }
            case "--help": wantsHelp = true
            default: throw arguments.unknown()
            }
        }
    }

    private static func count(_ text: String, in range: ClosedRange<Int64>) -> Int? {
        Values.integer(text, in: range).map { Int($0) }
    }
}
