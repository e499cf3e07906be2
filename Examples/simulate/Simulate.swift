// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import ExampleSupport
import Foundation

@main
enum Simulate {
    static func main() async {
        let from = UInt64(CommandLine.arguments[1])!
        let count = UInt64(CommandLine.arguments[2])!
        var failed = 0
        var figures = WorldReport.Figures()
        let t = ContinuousClock.now
        for seed in from..<from + count {
            let r = WorldTrial(WorldPlan(seed: seed)).run()
            figures += r.figures
            if !r.holds {
                failed += 1
                if CommandLine.arguments.count > 3 { print(r) } else { print(seed, r.violations.first!, r.violations.count) }
            }
        }
        print(failed, figures, ContinuousClock.now - t)
    }
}
