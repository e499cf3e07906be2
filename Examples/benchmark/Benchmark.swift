// SPDX-License-Identifier: Apache-2.0

import ExampleSupport
import Foundation

/// What polling a long list costs with the SDK, and what it costs without.
@main
enum Benchmark {
    static func main() async {
        await Program.run("benchmark") { (options: Options) in
            let account = Account(runs: options.runs)
            let size = account.size / 1000
            var trial = Trial()
            if options.only != .decoder { trial.add("watcher", try WatcherPoller(account)) }
            if options.only != .watcher { trial.add("JSONDecoder + dictionary", try DecoderPoller(account)) }

            try await trial.measure("first poll", rounds: 1) { 0 }
            try await trial.measure("nothing changed", rounds: options.rounds) { 0 }
            try await trial.measure("1 % changed", rounds: options.rounds) { account.end(options.runs / 100) }
            Console.line(
                """
                \(options.runs) runs, \(size) kB; medians of \(options.rounds) rounds, but for the first poll

                \(trial.description)

                \(peakMemory) MB of memory at its peak
                """)
            return .done
        }
    }

    /// Of this process, in megabytes.
    private static var peakMemory: Int {
        var usage = rusage()
        #if canImport(Darwin)
        getrusage(RUSAGE_SELF, &usage)
        return usage.ru_maxrss / 1_000_000
        #else
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024 / 1_000_000
        #endif
    }
}
