// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import ExampleSupport
import Foundation

/// A receiver behind a server on this machine, until a signal comes.
struct Reception: Sendable {
    let server: LoopbackServer
    let receiver: WebhookReceiver
    let printer: Printer
    let remarks: Remarks

    func run() async -> ExitCode {
        // Heard from before anybody is told where to send.
        let interruption = await Interruption.next()
        remarks.begin("listening on \(server.baseURL.absoluteString)/webhooks")
        return await withTaskGroup(of: ExitCode.self) { group in
            group.addTask {
                do {
                    try await server.serve { request in
                        await receiver.respond(to: request) { try await printer.handle($0) }
                    }
                    return .done
                } catch {
                    remarks.say("\(error)")
                    return .internalError
                }
            }
            group.addTask {
                await printer.handleDeadLetters(of: receiver, remarks)
                await interruption.wait()
                receiver.shutDown()
                remarks.say("finishing what is in flight")
                await receiver.drained()
                await server.settled()
                return .done
            }
            let code = await group.next() ?? .done
            group.cancelAll()
            return code
        }
    }
}
