// SPDX-License-Identifier: Apache-2.0

extension EventFeed.Report: CustomStringConvertible {
    /// A table for terminals and logs, and the verdict in a sentence.
    public var description: String {
        let header = [
            "", "both", "late", "push only", "poll only", "undecided", "push ahead by: median", "p99", "least",
        ]
        let lines = [header] + rows.map { Self.cells($0.type, $0.counts) } + [Self.cells("all", total)]
        return ([TextTable(lines).description] + facts).joined(separator: "\n")
    }

    private var facts: [String] {
        let push = sinceLastPush.map { "the last push came \(Self.text($0)) ago" } ?? "nothing was pushed"
        let polls = arePollsSlowed ? "polls are slowed down" : "polls are at full cadence"
        return [
            "seen over \(Self.text(covered)) of the \(Self.text(window)) asked for; \(push); \(polls)",
            "slowing the polls is \(verdict.isSafe ? "safe" : "not safe"): \(reason)",
        ]
    }

    private var reason: String {
        switch verdict {
        case .safe: "both lanes showed \(total.both), and push missed none"
        case .missed: "push missed \(total.pollOnly) and was late with \(total.late)"
        case .gap: "polls were too far apart to show everything"
        case .silent: "nothing was pushed for too long"
        case .tooFew: "both lanes showed only \(total.both)"
        case .pollsEnded: "nothing is polled to compare with, as the key was refused"
        case .pushesEnded: "the receiver was shut down"
        }
    }

    private static func cells(_ name: String, _ counts: Counts) -> [String] {
        let lead = [counts.lead?.median, counts.lead?.p99, counts.lead?.least].map { $0.map(text) ?? "-" }
        return [name]
            + [counts.both, counts.late, counts.pushOnly, counts.pollOnly, counts.undecided].map { String($0) } + lead
    }

    /// In tenths of the largest fitting unit.
    private static func text(_ duration: Duration) -> String {
        let microseconds = duration.wholeMicroseconds
        let size = microseconds.magnitude
        let (unit, name): (UInt64, String) =
            size < 120_000_000 ? (1_000_000, "s") : size < 7_200_000_000 ? (60_000_000, "min") : (3_600_000_000, "h")
        let tenths = (size / (unit / 10)) + (size % (unit / 10) >= unit / 20 ? 1 : 0)
        return "\(microseconds < 0 && tenths > 0 ? "-" : "")\(tenths / 10).\(tenths % 10) \(name)"
    }
}
