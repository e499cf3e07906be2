// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import ExampleSupport
import Foundation

/// Runs simulated worlds, many at once, and prints the shortest history of each that breaks the promise.
@main
enum Simulate {
    static func main() async {
        await Program.run("simulate") { (options: Options) in
            let progress = Progress(options)
            let finished: Bool? = await Interruption.guarding {
                await run(options, progress)
                return !Task.isCancelled
            }
            Console.line(progress.summary)
            return progress.failed.isEmpty && finished == true ? .done : .refused
        }
    }

    /// Every core takes seeds until none is left. A world runs on one thread from its beginning to its end.
    private static func run(_ options: Options, _ progress: Progress) async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
                group.addTask {
                    while !Task.isCancelled, let seed = progress.next() {
                        // A world never suspends, and a signal must be heard between two.
                        await Task.yield()
                        let report = trial(WorldPlan(seed: seed, pushing: options.isPushing), options).run()
                        progress.add(report)
                        if !report.holds {
                            fail(report, options)
                        } else if options.isVerbose {
                            Console.line("\(report)\n")
                        }
                    }
                }
            }
        }
    }

    private static func trial(_ plan: WorldPlan, _ options: Options) -> WorldTrial {
        WorldTrial(plan, sabotage: options.sabotage.map { $0.saboteur })
    }

    private static func fail(_ report: WorldReport, _ options: Options) {
        let shortest = report.plan.shrunk { trial($0, options).run().kind == report.kind }
        Console.line(
            """
            seed \(report.plan.seed) breaks the promise; its shortest history:
            \(trial(shortest, options).run())

            """)
    }
}
