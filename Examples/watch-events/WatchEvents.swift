// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import ExampleSupport
import Foundation

/// Watches an account, or a simulated one, and prints its events.
@main
enum WatchEvents {
    static func main() async {
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            if options.wantsHelp {
                Console.line(Options.usage)
                exit(ExitCode.done.rawValue)
            }
            remark(on: options)
            let watch = try await Watch(options)
            let code = await Interruption.guarding { await watch.run() }
            exit((code ?? .done).rawValue)
        } catch let error as CallFunnelError where error.code.concernsLedger {
            Console.remark("watch-events: \(error)")
            exit(ExitCode.ledgerUnusable.rawValue)
        } catch {
            Console.remark("watch-events: \((error as? CallFunnelError)?.message ?? "\(error)")\n\n\(Options.usage)")
            exit(ExitCode.badArguments.rawValue)
        }
    }

    private static func remark(on options: Options) {
        if let every = options.every, every < Watcher.Cadence.recommended.lowerBound {
            Console.remark("watch-events: the service asks for 30 s to 5 min between polls; polling faster than that")
        }
    }
}
