// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

/// Killed again and again while a campaign plays.
@Suite(.aside) struct KilledCampaignTests {
    private static let kills = 50

    @Test(arguments: ["none", "all"])
    func `killed fifty times nothing is missing, and repeats are what was not recorded`(faults: String) async throws {
        let options = ["--seed", "21", "--speed", "2.4"] + (faults == "none" ? [] : ["--faults", faults])
        try await Gate.pairs.pass {
            try await withTemporaryFolder { folder in
                try await SimulatorProcess.running(options) { simulator in
                    let history = try await history(of: simulator, ledger: folder.appending(path: "ledger"))
                    #expect(history.lives.count { $0.exit == .signal(SIGKILL) } >= Self.kills)
                    #expect(history.lives.last?.exit == .code(0))
                    let expected = Expectation(try await simulator.truth)
                    #expect(expected.lasting.count > 30)
                    history.check(expected)
                }
            }
        }
    }

    /// Killed so often and until the campaign is over; then it may read in peace.
    private func history(of simulator: SimulatorProcess, ledger: URL) async throws -> History {
        var chance = SeededGenerator(seed: 7)
        var lives: [Life] = []
        let sources = simulator.everySource()
        while lives.count < Self.kills || !simulator.isOver {
            let moment = Moment.random(using: &chance)
            let delay = moment.delay(using: &chance)
            let life = try await Life.of(sources, key: simulator.key, ledger: ledger) { process in
                try await moment.kill(process, ledger: ledger, delay: delay, patience: .milliseconds(400))
            }
            try #require(life.exit == .signal(SIGKILL), "\(life.errors)")
            lives.append(life)
        }
        let printed = Set(lives.flatMap(\.keys))
        let lasting = Set(Expectation(try await simulator.truth).lasting.map(\.key))
        let last = try await Life.of(sources, key: simulator.key, ledger: ledger) { process in
            _ = await process.output.wait { lines in
                lasting.isSubset(of: printed.union(lines.compactMap { PrintedEvent.key(of: $0) }))
            }
            await process.pollsAgain(7)
            process.send(SIGINT)
        }
        return History(lives: lives + [last])
    }
}

extension SimulatorProcess {
    fileprivate var isOver: Bool { process.errors.lines.contains { $0.hasPrefix("the campaign is over") } }
}
