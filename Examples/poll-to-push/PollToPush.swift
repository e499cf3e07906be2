// SPDX-License-Identifier: Apache-2.0

import ExampleSupport
import Foundation

/// Five and a half hours of an account that goes from polling to push, in a few seconds.
@main
enum PollToPush {
    static func main() async {
        await Program.run("poll-to-push") { (_: Options) in
            try Switchover().play { Console.line($0) } ? .done : .internalError
        }
    }

    private struct Options: CommandLineOptions {
        var wantsHelp = false

        static let usage = """
            usage: poll-to-push

            Plays the switch from polling to push, and prints what each lane saw.
            """

        init(_ words: [String]) throws {
            var arguments = Arguments(words)
            while let option = try arguments.next() {
                guard option == "--help" else { throw arguments.unknown() }
                wantsHelp = true
            }
        }
    }
}
