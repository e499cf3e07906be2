// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// How one world went.
package struct WorldReport: Sendable {
    package let plan: WorldPlan
    /// What broke the promise; empty if nothing did.
    package let violations: [String]
    package let figures: Figures
    let facts: WorldFacts?
    let entries: [WorldHistory.Entry]

    package struct Figures: Sendable {
        /// Different events delivered.
        package var events = 0
        /// Deliveries of an event beyond its first.
        package var repeats = 0
        package var requests = 0
        /// Of everything at once.
        package var crashes = 0
        /// Of watchers, in a crash or by themselves.
        package var deaths = 0

        package init() {}

        package static func += (sum: inout Figures, more: Figures) {
            sum.events += more.events
            sum.repeats += more.repeats
            sum.requests += more.requests
            sum.crashes += more.crashes
            sum.deaths += more.deaths
        }
    }

    /// The first violation without what differs from plan to plan, so that shrinking does not end up somewhere else.
    package var kind: String {
        (violations.first ?? "").split(separator: " ").filter { word in
            !word.contains { $0.isNumber || $0 == "/" }
        }.joined(separator: " ")
    }

    package var holds: Bool { violations.isEmpty }

    init(plan: WorldPlan, facts: WorldFacts, entries: [WorldHistory.Entry]) {
        var comparison = Comparison(plan: plan, facts: facts)
        comparison.read(entries)
        comparison.finish()
        self.plan = plan
        self.facts = facts
        self.entries = entries
        violations = comparison.violations
        figures = Figures(entries)
    }

    init(plan: WorldPlan, entries: [WorldHistory.Entry], failure: String) {
        self.plan = plan
        self.facts = nil
        self.entries = entries
        violations = [failure]
        figures = Figures(entries)
    }
}

extension WorldReport.Figures {
    init(_ entries: [WorldHistory.Entry]) {
        var keys: Set<String> = []
        for entry in entries {
            switch entry.moment {
            case .delivered(_, let delivery):
                let isFirst = keys.insert(delivery.key).inserted
                events += isFirst ? 1 : 0
                repeats += isFirst ? 0 : 1
            case .answered: requests += 1
            case .gone(_, let crashed): deaths += crashed ? 1 : 0
            case .epoch(_, let crashed): crashes += crashed ? 1 : 0
            default: break
            }
        }
    }
}
