// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import ExampleSupport
import Synchronization

/// Deals out seeds, adds up what became of them, and says now and then how far it is.
final class Progress: Sendable {
    private struct State {
        var next: UInt64 = 0
        var worlds: UInt64 = 0
        var figures = WorldReport.Figures()
        var failed: [UInt64] = []
        var lastSaid: Duration = .zero
    }

    private let options: Options
    private let clock = ContinuousClock()
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    init(_ options: Options) {
        self.options = options
    }

    /// The next seed; nil when all were dealt out.
    func next() -> UInt64? {
        state.withLock { state in
            guard state.next < options.seeds else { return nil }
            defer { state.next += 1 }
            return options.first &+ state.next
        }
    }

    func add(_ report: WorldReport) {
        let elapsed = start.duration(to: clock.now)
        let interval: Duration = Console.hasStatusLine ? .milliseconds(200) : .seconds(10)
        let line: String? = state.withLock { state in
            state.worlds += 1
            state.figures += report.figures
            if !report.holds { state.failed.append(report.plan.seed) }
            guard elapsed - state.lastSaid >= interval else { return nil }
            state.lastSaid = elapsed
            return status(state, elapsed)
        }
        guard let line else { return }
        if Console.hasStatusLine { Console.status(line) } else { Console.remark(line) }
    }

    private func status(_ state: State, _ elapsed: Duration) -> String {
        let rate = Double(state.worlds) / max(elapsed / .seconds(1), 0.001)
        let left = Duration.seconds(Int64(Double(options.seeds - state.worlds) / max(rate, 0.001)))
        return "\(state.worlds) of \(options.seeds) worlds, \(state.failed.count) failed, \(Int(rate)) worlds/s, "
            + "\(left.seconds) left"
    }

    /// The seeds that failed, in order.
    var failed: [UInt64] { state.withLock { $0.failed.sorted() } }

    var summary: String {
        let elapsed = start.duration(to: clock.now)
        return state.withLock { state in
            let figures = state.figures
            let seconds = elapsed / .seconds(1)
            let failures =
                state.failed.isEmpty
                ? "" : "\nfailed   \(state.failed.sorted().map(String.init).joined(separator: " "))"
            return """
                worlds   \(state.worlds)
                events   \(figures.events)
                crashes  \(figures.crashes), \(figures.deaths) watchers
                polls    \(figures.requests) requests
                repeats  \(figures.repeats)
                seconds  \((seconds * 10).rounded() / 10)
                rate     \(Int(Double(state.worlds) / max(seconds, 0.001))) worlds/s\(failures)
                """
        }
    }
}
