// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

/// Simulator and watcher as two processes, with a real socket between them.
@Suite(.aside) struct EndToEndTests {
    @Test func `every event of an account is printed once and in order`() async throws {
        try await SimulatorProcess.running(["--seed", "11", "--speed", "3"]) { simulator in
            let (printed, expected) = try await watch(simulator, at: simulator.baseURL)
            // What passes lasts 0.8 s at least, eight times the cadence; a machine that stands still may miss it.
            let passing = Set(expected.passing.map(\.key))
            expected.check(printed, shown: passing.intersection(printed.map(\.key)))
            #expect(expected.lasting.count > 30 && passing.count == 3)
        }
    }

    @Test(arguments: ["slow", "all", "none"] + Fault.allCases.map(\.rawValue).filter { $0 != "slow" })
    func `whatever the service shows is printed once, through every fault`(faults: String) async throws {
        let options = ["--seed", "12", "--speed", "8"] + (faults == "none" ? [] : ["--faults", faults])
        try await Gate.pairs.pass {
            try await SimulatorProcess.running(options) { simulator in
                let relay = try Relay(to: simulator.origin)
                try await withLoopbackServer {
                    await relay.answer($0)
                } _: { server in
                    let (printed, expected) = try await watch(simulator, at: "\(server.baseURL.absoluteString)/api")
                    let record = relay.record
                    expected.check(printed, shown: expected.shown(record))
                    let suspensions = printed.count { $0.type == "tenant.suspended" }
                    #expect((suspensions > 0) == (record.suspensions > 0))
                }
            }
        }
    }

    /// Watches to the end of the campaign, and on until another round of polls has brought nothing.
    private func watch(
        _ simulator: SimulatorProcess, at baseURL: String
    ) async throws -> ([PrintedEvent], Expectation) {
        let arguments = ["--every", "0.1s", "--start", "everything", "--format", "json", "--verbose"]
        return try await Executable.watchEvents.running(
            simulator.everySource(at: baseURL) + arguments, key: simulator.key
        ) { watcher in
            try await simulator.campaignIsOver()
            let expected = Expectation(try await simulator.truth)
            let lasting = Set(expected.lasting.map(\.key))
            _ = await watcher.output.wait { lines in
                lines.count >= lasting.count && lasting.isSubset(of: lines.compactMap { PrintedEvent.key(of: $0) })
            }
            let polls = watcher.errors.lines.count { $0.hasSuffix(" new") } + 7
            _ = await watcher.errors.wait { lines in lines.count { $0.hasSuffix(" new") } >= polls }

            watcher.send(SIGINT)
            let exit = await watcher.wholeExit
            #expect(exit == .code(0), "\(watcher.errors.text)")
            let printed = try watcher.output.lines.map { try PrintedEvent(line: $0) }
            let summary = try #require(watcher.errors.lines.last)
            #expect(summary.hasPrefix("\(printed.count) events · "))
            return (printed, Expectation(try await simulator.truth))
        }
    }
}
