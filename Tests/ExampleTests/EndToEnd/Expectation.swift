// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Testing

/// What must be printed of an account's truth, and what may be.
struct Expectation: Sendable {
    /// Events whose traces stay, so that a reader finds them whenever it comes.
    let lasting: [PrintedTruth.Entry]
    /// Crossings of the wallet's lines, and requests that were decided on otherwise than by approval: visible for a while.
    let passing: [PrintedTruth.Entry]
    let suspensions: [PrintedTruth.Entry]

    init(_ truth: PrintedTruth) {
        // Decisions other than approvals are in lists that nobody asks for.
        let visible = truth.events.filter { entry in
            !entry.endpoint.hasPrefix("/approvals") || entry.endpoint.hasSuffix("=pending")
                || entry.endpoint.hasSuffix("=approved")
        }
        let approved = Set(visible.filter { $0.type == "approval.resolved" }.map(\.resource))
        suspensions = visible.filter { $0.type == "tenant.suspended" }
        passing = visible.filter { entry in
            entry.type.hasPrefix("wallet.")
                || (entry.type == "approval.requested" && !approved.contains(entry.resource))
        }
        let others = Set((passing + suspensions).map(\.key))
        lasting = visible.filter { !others.contains($0.key) }
    }

    /// Those of the passing events that a reader was shown.
    func shown(_ record: Relay.Record) -> Set<String> {
        var shown: Set<String> = []
        for entry in passing {
            let id = String(entry.resource.drop { $0 != "/" }.dropFirst())
            switch entry.type {
            case "wallet.low" where record.balances.contains { $0 < 200 }: shown.insert(entry.key)
            case "wallet.exhausted" where record.balances.contains { $0 <= 0 }: shown.insert(entry.key)
            case "approval.requested" where record.pending.contains(id): shown.insert(entry.key)
            default: break
            }
        }
        return shown
    }

    /// - Parameter shown: the passing events that must be there; the others must not.
    func check(_ printed: [PrintedEvent], shown: Set<String>) {
        check(printed.map(\.key), shown: shown)
    }

    /// The same for their keys, in the order in which they were first printed.
    func check(_ keys: [String], shown: Set<String>) {
        #expect(keys.count == Set(keys).count, "doubled")
        let news = Set(keys.filter { !$0.hasPrefix("tenant.suspended/") })
        let required = Set(lasting.map(\.key)).union(shown)
        #expect(required.subtracting(news) == [], "missing")
        #expect(news.subtracting(required) == [], "invented")
        #expect(keys.count - news.count <= suspensions.count, "suspensions invented")
        // What happened to one resource is told in the order in which it happened.
        for (resource, entries) in Dictionary(grouping: lasting + passing, by: \.resource) {
            let order = entries.map(\.key)
            #expect(keys.filter(Set(order).contains) == order.filter(news.contains), "order of \(resource)")
        }
    }
}
