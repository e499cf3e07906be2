// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import ExampleSupport
import Foundation

/// Receives pushed events and prints them.
@main
enum ReceiveWebhooks {
    static func main() async {
        await Program.run("receive-webhooks", receive)
    }

    private static func receive(_ options: Options) async throws -> ExitCode {
        let remarks = Remarks()
        let ledger = try await ledger(options, remarks)
        let deadLetters = try options.deadLetters.map { try FolderDeadLetters(at: $0) }
        var configuration = WebhookReceiver.Configuration()
        configuration.tolerance = options.tolerance
        let campaign = options.port == nil ? Campaign(secrets: options.secrets) : nil
        let receiver = try WebhookReceiver(
            secrets: campaign?.secrets ?? options.secrets, ledger: ledger, deadLetters: deadLetters,
            configuration: configuration, observe: { remarks.note($0) })
        let printer = Printer(options, isCampaign: campaign != nil)
        guard let port = options.port else {
            return await campaign?.run(through: receiver, printer, remarks) ?? .internalError
        }
        let server = try LoopbackServer(port: port, bodyLimit: receiver.bodyLimit)
        return await Reception(server: server, receiver: receiver, printer: printer, remarks: remarks).run()
    }

    private static func ledger(_ options: Options, _ remarks: Remarks) async throws -> FileLedger? {
        guard let path = options.ledger else { return nil }
        return try await FileLedger(at: path) { notice in
            if case .tornTail(let bytes) = notice {
                remarks.say("the last write before a crash was cut off the ledger (\(bytes) bytes)")
            }
        }
    }
}
