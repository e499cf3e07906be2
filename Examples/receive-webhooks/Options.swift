// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import ExampleSupport

/// The command line of `receive-webhooks`.
struct Options: CommandLineOptions {
    enum Format: String, Sendable {
        case text
        case json
    }

    /// Nil for a campaign in this process.
    var port: UInt16?
    var secrets: [WebhookSecret] = []
    var ledger: String?
    var deadLetters: String?
    var tolerance: Duration = .seconds(300)
    var format: Format?
    var failFirst = 0
    var delay: Duration = .zero
    var wantsHelp = false

    static let usage = """
        usage: receive-webhooks [--port N] [--secret S]… [--ledger FILE] [--dead-letters FOLDER]
                                [--tolerance SECONDS] [--format text|json] [--fail-first N] [--delay DURATION]

        Without --port it receives a simulated campaign. With it, it listens on 127.0.0.1; port 0 takes any free one, and
        a secret is needed. DURATION is 0.2s, 30s or 5m.
        """

    init(_ words: [String]) throws {
        var arguments = Arguments(words)
        while let option = try arguments.next() {
            switch option {
            case "--port":
                port = try arguments.only("a port from 0 to 65535") {
                    Values.integer($0, in: 0...65535).flatMap { UInt16(exactly: $0) }
                }
            case "--secret": secrets.append(try arguments.value(WebhookSecret.init))
            case "--ledger": ledger = try arguments.only("a file") { $0.isEmpty ? nil : $0 }
            case "--dead-letters": deadLetters = try arguments.only("a folder") { $0.isEmpty ? nil : $0 }
            case "--tolerance":
                tolerance = try arguments.only("a number of seconds from 1 to 604800") {
                    Values.integer($0, in: 1...604_800).map { .seconds($0) }
                }
            case "--format": format = try arguments.only("text or json", Format.init(rawValue:))
            case "--fail-first":
                failFirst = try arguments.only("a whole number") {
                    Values.integer($0, in: 0...1_000_000).flatMap { Int(exactly: $0) }
                }
            case "--delay": delay = try arguments.only("a duration such as 5s", Values.duration)
            case "--help": wantsHelp = true
            default: throw arguments.unknown()
            }
        }
        if port != nil, secrets.isEmpty, !wantsHelp {
            throw ArgumentError("--port needs a --secret, since nobody's signature could be told from the service's")
        }
    }
}
