// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import ExampleSupport

/// A simulated account whose events are pushed within this process.
struct Campaign: Sendable {
    let secrets: [WebhookSecret]
    private let simulator = Simulator()
    private let scenario = Scenario.campaign(seed: 1)

    /// The service's own waits are minutes and hours; nobody would see the end of those.
    private static let schedule = WebhookSchedule(
        waits: [.milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8)])

    /// - Parameter secrets: what the service signs with; one of its own unless given.
    init(secrets: [WebhookSecret]) {
        let own = (try? WebhookSecret("whsec_simulated")).map { [$0] } ?? []
        self.secrets = secrets.isEmpty ? own : secrets
    }

    /// Until the campaign is over and every push of it is delivered or given up.
    func run(through receiver: WebhookReceiver, _ printer: Printer, _ remarks: Remarks) async -> ExitCode {
        remarks.begin("receiving the pushes of a simulated campaign")
        await printer.handleDeadLetters(of: receiver, remarks)
        let code = await Interruption.guarding {
            for workflow in scenario.workflows { await simulator.addWorkflow(workflow) }
            let signing = SigningSecrets(secrets)
            let sender = WebhookSender(secrets: signing, schedule: Self.schedule) { request in
                await receiver.respond(to: request) { try await printer.handle($0) }
            }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await sender.push(from: simulator) }
                group.addTask { try? await scenario.play(on: simulator) }
            }
            let lost = await sender.deliveries.filter { $0.outcome != .delivered }
            if !Task.isCancelled { for delivery in lost { remarks.say("\(delivery)") } }
            return ExitCode.done
        }
        return code ?? .done
    }
}
