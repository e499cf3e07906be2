// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import ExampleSupport

/// The command line of `watch-events`.
struct Options: CommandLineOptions {
    enum Format: String, Sendable {
        case text
        case json
    }

    var baseURL: String?
    var workflows: [Workflow.ID] = []
    var phones: [PhoneNumber] = []
    var approvals = false
    var walletBelow: Int64?
    var every: Duration?
    var length: Duration?
    var start: Watcher.StartingPoint?
    var ledger: String?
    var format = Format.text
    var isVerbose = false
    var wantsHelp = false

    static let usage = """
        usage: watch-events [--base-url URL] [--workflow ID]… [--phone E164]… [--approvals] [--wallet-below MINOR]
                            [--every DURATION] [--for DURATION] [--start now|everything|ISO8601]
                            [--ledger FILE] [--format text|json] [--verbose]

        Without --base-url it watches a simulated campaign. With it, the key is read from CALLFUNNEL_API_KEY, and without
        a source named it watches approvals and the wallet. DURATION is 0.2s, 30s or 5m.
        """

    init(_ words: [String]) throws {
        var arguments = Arguments(words)
        while let option = try arguments.next() {
            switch option {
            case "--base-url": baseURL = try arguments.only(Self.baseURL)
            case "--workflow": workflows.append(try arguments.value("a workflow's id", Self.workflow))
            case "--phone": phones.append(PhoneNumber(try arguments.value("an E.164 number", Values.phone)))
            case "--approvals": approvals = true
            case "--wallet-below":
                walletBelow = try arguments.only("an amount in minor units") { Values.integer($0) }
            case "--every": every = try arguments.only("a duration such as 30s", Values.duration)
            case "--for": length = try arguments.only("a duration such as 5m", Values.duration)
            case "--start": start = try arguments.only("now, everything or an ISO 8601 instant", Self.start)
            case "--ledger": ledger = try arguments.only("a file") { $0.isEmpty ? nil : $0 }
            case "--format": format = try arguments.only("text or json", Format.init(rawValue:))
            case "--verbose": isVerbose = true
            case "--help": wantsHelp = true
            default: throw arguments.unknown()
            }
        }
    }

    private static func baseURL(_ text: String) throws(CallFunnelError) -> String {
        // Only asked what it thinks of the address, before anything is said about the key.
        _ = try CallFunnelClient(apiKey: "unused", baseURL: text)
        return text
    }

    private static func workflow(_ text: String) -> Workflow.ID? {
        let isHarmless =
            !text.isEmpty && text != "." && !text.contains("..") && !text.contains { "/\\?#%".contains($0) }
        return isHarmless ? Workflow.ID(text) : nil
    }

    private static func start(_ text: String) -> Watcher.StartingPoint? {
        switch text {
        case "now": .now
        case "everything": .everything
        default: Timestamp(text).map { .since($0) }
        }
    }

    /// What the command line names; nothing, if it names none.
    var sources: [Watcher.Source] {
        workflows.map { .runs(of: $0) } + (approvals ? [.approvals] : []) + phones.map { .timeline(of: $0) }
            + (walletBelow.map { [.wallet(lowBelow: $0)] } ?? [])
    }
}
