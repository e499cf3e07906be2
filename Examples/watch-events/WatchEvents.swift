// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import ExampleSupport
import Foundation

/// Watches an account, or a simulated one, and prints its events.
@main
enum WatchEvents {
    static func main() async {
        await Program.run("watch-events") { (options: Options) in
            remark(on: options)
            let watch = try await Watch(options)
            return await Interruption.guarding { await watch.run() } ?? .done
        }
    }

    private static func remark(on options: Options) {
        if let every = options.every, every < Watcher.Cadence.recommended.lowerBound {
            Console.remark("watch-events: the service asks for 30 s to 5 min between polls; polling faster than that")
        }
    }
}
