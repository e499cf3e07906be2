// SPDX-License-Identifier: Apache-2.0

import ExampleSupport
import Foundation

/// Five and a half hours of an account that goes from polling to push, in a few seconds.
@main
enum PollToPush {
    static func main() {
        guard CommandLine.arguments.count == 1 else {
            Console.remark(
                "usage: poll-to-push\n\nPlays the switch from polling to push, and prints what each lane saw.")
            exit(
                CommandLine.arguments.dropFirst() == ["--help"]
                    ? ExitCode.done.rawValue : ExitCode.badArguments.rawValue)
        }
        do {
            let isWhole = try Switchover().play { Console.line($0) }
            exit(isWhole ? ExitCode.done.rawValue : ExitCode.internalError.rawValue)
        } catch {
            Console.remark("poll-to-push: \(error)")
            exit(ExitCode.internalError.rawValue)
        }
    }
}
