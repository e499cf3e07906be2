// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Synchronization

/// What the terminal shows: a line for ten minutes, with a mark for each event that was handled.
final class Timeline: Sendable {
    private struct State {
        var polled = 0
        var pushed = 0
        var requests = 0
        var keys: [String] = []
    }

    private let state = Mutex(State())
    private let timing: Timing
    private let print: @Sendable (String) -> Void

    init(timing: Timing, print: @escaping @Sendable (String) -> Void) {
        self.timing = timing
        self.print = print
    }

    func handled(_ event: CallFunnelEvent) {
        state.withLock { state in
            // A pushed event has the service's id of the push.
            if event.eventID == nil { state.polled += 1 } else { state.pushed += 1 }
            state.keys.append(event.key.description)
        }
    }

    func note(_ observation: EventFeed.Observation) {
        switch observation {
        case .pollsSlowed(let floor): note("polls slow down to one in \(floor.components.seconds / 60) minutes")
        case .pollsAtFullCadence(let verdict): note("polls are back at their cadence: \(verdict.rawValue)")
        default: note("\(observation)")
        }
    }

    func note(_ text: String) { print("\(clock)  -- \(text)") }

    func show(_ report: EventFeed.Report) {
        for line in report.description.split(separator: "\n") { print("         \(line)") }
    }

    /// A line for each stretch of time, until `end`.
    func tick(every stretch: Duration, until end: Duration) async {
        var next = stretch
        while next <= end, (try? await timing.sleep(next)) != nil {
            let past = state.withLock { state in
                defer { (state.polled, state.pushed, state.requests) = (0, 0, 0) }
                return state
            }
            let marks = String(repeating: "o", count: past.polled) + String(repeating: "#", count: past.pushed)
            let blanks = String(repeating: " ", count: max(0, 34 - marks.count))
            let requests = String(past.requests)
            let indent = String(repeating: " ", count: max(0, 3 - requests.count))
            print("\(clock)  \(marks)\(blanks)\(indent)\(requests) requests")
            next += stretch
        }
    }

    /// Whether what was handled is what happened; says so.
    func settle(with truth: Truth) -> Bool {
        let handled = state.withLock { $0.keys }
        let distinct = Set(handled)
        let missing = truth.keys.filter { !distinct.contains($0) }.count
        let foreign = distinct.subtracting(truth.keys).count
        let repeated = handled.count - distinct.count
        print("\(truth.keys.count) events happened: \(handled.count) handled, \(missing) missing, \(repeated) twice")
        return missing + repeated + foreign == 0
    }

    private var clock: String {
        let minutes = Int(timing.elapsed().components.seconds / 60)
        return "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
    }

    /// Counts the requests of polls on their way.
    func counting(_ next: any Transport) -> any Transport {
        Counting(next: next) { [self] in state.withLock { $0.requests += 1 } }
    }

    private struct Counting: Transport {
        let next: any Transport
        let count: @Sendable () -> Void

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            count()
            return try await next.send(request)
        }
    }
}
