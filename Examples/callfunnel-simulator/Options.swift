// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import ExampleSupport
import Foundation

/// The command line of `callfunnel-simulator`.
struct Options: CommandLineOptions {
    var port: UInt16 = 8787
    var seed: UInt64 = 1
    var speed = 1.0
    var faults: [Fault] = []
    var playsCampaign = true
    var twilioToken: TwilioAuthToken?
    var processorSecret: WebhookSecret?
    /// Where events are pushed, and what they are signed with.
    var pushURL: URL?
    var pushSecret: WebhookSecret?
    var wantsHelp = false

    static let usage = """
        usage: callfunnel-simulator [--port 8787] [--seed N] [--speed X] [--faults LIST] [--no-campaign]
                                    [--twilio-token TOKEN] [--processor-secret SECRET]
                                    [--push-to URL --push-secret SECRET]

        Serves a simulated CallFunnel account on 127.0.0.1 while a campaign of 24 s plays, divided by the speed. Port 0
        takes any free one. Faults strike one request in four: all, or a list of
        \(Fault.allCases.map(\.rawValue).joined(separator: ",")).

        With a token or a secret, signed webhooks of Twilio or the payment processor move the account. What happens is
        pushed to an address if one is given.
        """

    init(_ words: [String]) throws {
        var arguments = Arguments(words)
        while let option = try arguments.next() {
            switch option {
            case "--port":
                port = try arguments.only("a port from 0 to 65535") {
                    Values.integer($0, in: 0...65535).flatMap { UInt16(exactly: $0) }
                }
            case "--seed":
                seed = try arguments.only("a whole number") { Values.integer($0).map { UInt64($0) } }
            case "--speed":
                speed = try arguments.only("a number from 0.01 to 1000") { text in
                    Values.decimal(text).flatMap { (0.01...1000).contains($0) ? $0 : nil }
                }
            case "--faults":
                faults = try arguments.only("'all' or a list of faults") { text in
                    (try? Fault.list(text)).flatMap { $0.isEmpty ? nil : $0 }
                }
            case "--no-campaign": playsCampaign = false
            case "--twilio-token":
                twilioToken = try arguments.only(TwilioAuthToken.init)
            case "--processor-secret":
                processorSecret = try arguments.only(WebhookSecret.init)
            case "--push-to":
                pushURL = try arguments.only("an address such as http://127.0.0.1:8080/webhooks", Self.address)
            case "--push-secret":
                pushSecret = try arguments.only(WebhookSecret.init)
            case "--help": wantsHelp = true
            default: throw arguments.unknown()
            }
        }
        guard (pushURL == nil) == (pushSecret == nil) else {
            throw ArgumentError("--push-to and --push-secret need each other")
        }
    }

    private static func address(_ text: String) -> URL? {
        guard let url = URL(string: text), url.host != nil, ["http", "https"].contains(url.scheme) else { return nil }
        return url
    }

    /// What the simulated service holds of its providers.
    var providers: Simulator.ProviderSettings {
        var providers = Simulator.ProviderSettings()
        providers.twilioTokens = twilioToken.map { [$0] } ?? []
        providers.processorSecrets = processorSecret.map { [$0] } ?? []
        return providers
    }
}
