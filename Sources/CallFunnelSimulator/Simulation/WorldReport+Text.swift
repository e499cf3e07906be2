// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension WorldReport: CustomStringConvertible {
    /// The plan, what was violated, and the history in the order of its times.
    package var description: String {
        let broken = violations.map { "  " + $0 }.joined(separator: "\n")
        return "\(plan)\n\(broken)\n\(lines.joined(separator: "\n"))"
    }

    /// What the service did and what was polled, delivered, acknowledged and recorded; the polls of one instant are one
    /// line.
    private var lines: [String] {
        var lines: [Line] = (facts?.truth.entries ?? []).map { entry in
            let late = entry.readableAt > entry.at ? ", readable at \(entry.readableAt)" : ""
            return Line(at: max(entry.at, plan.started), text: "service   \(entry.key)\(late)")
        }
        for entry in entries {
            if let text = entry.moment.text { lines.append(Line(at: entry.at, text: text)) }
        }
        // Sorting is stable, so what happened at one instant keeps its order.
        return lines.sorted { $0.at < $1.at }.map { "\($0.at)  \($0.text)" }
    }

    private struct Line {
        let at: Timestamp
        let text: String
    }
}

extension WorldPlan {
    var started: Timestamp { SimulatedClock().epoch }
}

extension WorldMoment {
    /// One line, or nil for what a reader of a history can do without.
    var text: String? {
        switch self {
        case .opened(let watcher): return "watcher \(watcher) starts"
        case .answered(let watcher, let request):
            let fault = request.fault.map { " (\($0.rawValue))" } ?? ""
            return "watcher \(watcher) polled \(request.target): \(request.status)\(fault)"
        case .delivered(let watcher, let delivery): return "watcher \(watcher) delivered \(delivery.key)"
        case .acknowledged(let watcher, let key): return "watcher \(watcher) acknowledged \(key)"
        case .leased(let watcher, let key): return "watcher \(watcher) held back \(key)"
        case .recording: return nil
        case .recorded(let watcher, let entry):
            let marks = entry.marks.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let words = entry.keys.map(\.description) + marks
            return "watcher \(watcher) recorded \(words.joined(separator: " "))"
        case .left(let watcher, let error): return "watcher \(watcher) left its loop\(error.map { ": \($0)" } ?? "")"
        case .broken(let watcher, let error): return "the stream of watcher \(watcher) broke: \(error)"
        case .gone(let watcher, let crashed): return "watcher \(watcher) \(crashed ? "crashed" : "ended")"
        case .unopened(let error): return "the ledger cannot be opened: \(error.code)"
        case .epoch(let number, let crashed): return "epoch \(number) \(crashed ? "crashed" : "ended")"
        case .gap(let watcher, let gap): return "watcher \(watcher) noticed a gap: \(gap.reason)"
        }
    }
}
