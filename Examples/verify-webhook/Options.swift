// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import ExampleSupport
import Foundation

/// The command line of `verify-webhook`.
struct Options: CommandLineOptions {
    var header = ""
    var secrets: [String] = []
    var now = Timestamp(Date())
    var tolerance = Duration.seconds(300)
    var bodyFile: String?
    var wantsHelp = false

    static let usage = """
        usage: verify-webhook --header H --secret S… [--now UNIX] [--tolerance SECONDS] [--body-file F]

        Says whether one of the secrets signed this body, and if not, why not. H is the value of X-CF-Signature or the
        whole line. The body is read from standard input unless a file is given, byte by byte as it came.
        """

    init(_ words: [String]) throws {
        var arguments = Arguments(words)
        var hasHeader = false
        while let option = try arguments.next() {
            switch option {
            case "--header":
                header = try arguments.only()
                hasHeader = true
            case "--secret":
                let secret = try arguments.value { text throws(CallFunnelError) in
                    // What is hidden in it cannot be asked for again; here its characters are looked at.
                    _ = try WebhookSecret(text)
                    return text
                }
                secrets.append(secret)
            case "--now":
                now = try arguments.only("whole seconds since 1970") { text in
                    Values.integer(text, in: 0...253_402_300_799).map {
                        Timestamp(microsecondsSinceEpoch: $0 * 1_000_000)
                    }
                }
            case "--tolerance":
                tolerance = try arguments.only("whole seconds, more than zero") { text in
                    Values.integer(text, in: 1...253_402_300_799).map { .seconds($0) }
                }
            case "--body-file": bodyFile = try arguments.only("a file") { $0.isEmpty ? nil : $0 }
            case "--help": wantsHelp = true
            default: throw arguments.unknown()
            }
        }
        guard !wantsHelp else { return }
        guard hasHeader else { throw ArgumentError("--header is missing; give '' for a request that had none") }
        guard !secrets.isEmpty else { throw ArgumentError("--secret is missing") }
    }
}
