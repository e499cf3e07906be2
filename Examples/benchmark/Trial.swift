// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// Programs that poll in turn, and the median time each of them took.
struct Trial {
    /// Two programs found different things, so their times cannot be compared.
    struct Disagreement: Error, CustomStringConvertible {
        let description: String
    }

    private struct Contestant {
        let name: String
        var poller: any Poller
    }

    private struct Row {
        let title: String
        let medians: [Duration]
    }

    private let clock = ContinuousClock()
    private var contestants: [Contestant] = []
    private var rows: [Row] = []

    mutating func add(_ name: String, _ poller: any Poller) {
        contestants.append(Contestant(name: name, poller: poller))
    }

    /// Has every program poll `rounds` times, each time after `change`, which tells how much has ended by it.
    mutating func measure(_ title: String, rounds: Int, after change: () -> Int) async throws {
        var times = contestants.map { _ in [Duration]() }
        for round in 0..<rounds {
            let expected = change()
            // In turns, so that none always comes second.
            for index in contestants.indices.map({ ($0 + round) % contestants.count }) {
                let start = clock.now
                let found = try await contestants[index].poller.poll()
                times[index].append(start.duration(to: clock.now))
                guard found == expected else {
                    let name = contestants[index].name
                    throw Disagreement(description: "\(name) found \(found) of \(expected) ends: \(title)")
                }
            }
        }
        rows.append(Row(title: title, medians: times.map { $0.sorted()[$0.count / 2] }))
    }

    /// A table, with what the last program took for each millisecond of the first.
    var description: String {
        let isCompared = contestants.count > 1
        let header = [""] + contestants.map(\.name) + (isCompared ? ["ratio"] : [])
        let lines = rows.map { row in
            let times = row.medians.map { $0 / .milliseconds(1) }
            let ratio = isCompared ? [Self.tenths((times.last ?? 0) / max(times.first ?? 0, 0.001))] : []
            return [row.title] + times.map { "\(Self.tenths($0)) ms" } + ratio
        }
        return TextTable([header] + lines).description
    }

    private static func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
