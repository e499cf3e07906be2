// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import ExampleSupport
import Foundation

/// Serves a simulated account on loopback, for curl, `watch-events --base-url`, or a program in any language.
@main
enum ServeSimulator {
    static func main() async {
        await Program.run("callfunnel-simulator") { (options: Options) in
            let server = try LoopbackServer(port: options.port)
            return await Interruption.guarding { await serve(server, options) } ?? .done
        }
    }

    private static func serve(_ server: LoopbackServer, _ options: Options) async -> ExitCode {
        let plan = options.faults.isEmpty ? nil : FaultPlan(options.faults, seed: options.seed)
        let simulator = Simulator(seed: options.seed, faults: plan, providers: options.providers)
        let scenario = Scenario.campaign(seed: options.seed)
        var workflows = scenario.workflows
        if options.twilioToken != nil { workflows.append(options.providers.inboundWorkflow) }
        for workflow in workflows { await simulator.addWorkflow(workflow) }
        introduce(scenario, workflows, options, at: "http://127.0.0.1:\(server.port)")
        return await withTaskGroup(of: ExitCode.self) { group in
            group.addTask {
                do {
                    try await server.serve { await simulator.respond(to: $0) }
                } catch {
                    Console.remark("callfunnel-simulator: \(error)")
                    return .internalError
                }
                return .done
            }
            if let sender = sender(options) {
                group.addTask {
                    await sender.push(from: simulator)
                    return .done
                }
            }
            guard options.playsCampaign else { return await code(of: &group) }
            group.addTask {
                try? await scenario.play(on: simulator, speed: options.speed)
                if !Task.isCancelled { Console.remark("the campaign is over; still serving, Ctrl-C ends") }
                return .done
            }
            return await code(of: &group)
        }
    }

    /// Goes on until everything has ended; what fails ends the others.
    private static func code(of group: inout TaskGroup<ExitCode>) async -> ExitCode {
        var code = ExitCode.done
        for await ended in group where ended != .done {
            code = ended
            group.cancelAll()
        }
        return code
    }

    private static func sender(_ options: Options) -> WebhookSender? {
        guard let url = options.pushURL, let secret = options.pushSecret else { return nil }
        return WebhookSender(to: url, secrets: SigningSecrets(secret), transport: URLSessionTransport())
    }

    /// What somebody needs who wants to use it at once.
    private static func introduce(
        _ scenario: Scenario, _ workflows: [String], _ options: Options, at origin: String
    ) {
        let authorization = "-H 'Authorization: Bearer \(Simulator.defaultKey)'"
        let workflow = scenario.workflows.first ?? ""
        let phone = (scenario.phones.first ?? "").replacingOccurrences(of: "+", with: "%2B")
        Console.line(
            """
            key       \(Simulator.defaultKey)
            base URL  \(origin)/api
            workflows \(workflows.joined(separator: " "))
            phones    \(scenario.phones.joined(separator: " "))
            \(webhooks(options, at: origin))
            curl \(authorization) '\(origin)/api/workflows/\(workflow)/runs'
            curl \(authorization) '\(origin)/api/timeline?phone=\(phone)'
            curl \(authorization) '\(origin)/api/billing/balance'
            """)
    }

    /// A line for each address a provider can call; nothing where none could be verified.
    private static func webhooks(_ options: Options, at origin: String) -> String {
        let twilio: [ProviderEndpoint] = options.twilioToken == nil ? [] : [.twilioIncoming, .twilioStatus]
        let endpoints = twilio + (options.processorSecret == nil ? [] : [.processor])
        let tenant = Tenant.ID(Simulator.Account().tenantID)
        let urls = endpoints.compactMap { try? $0.url(host: origin, tenant: tenant).absoluteString }
        return urls.map { "webhook   \($0)\n" }.joined()
    }
}
