// SPDX-License-Identifier: Apache-2.0

package import CallFunnel

/// Everything accidental about one simulated world: what happens in the account, how the service answers, who watches,
/// and when it crashes. The same plan always runs the same way.
package struct WorldPlan: Sendable {
    /// Where events are remembered.
    package enum Ledger: String, Sendable, CaseIterable {
        /// A file on a disk that loses what was not synced, owned by one process.
        case file
        /// A store that processes share, with leases.
        case shared
    }

    /// A stretch of time between a start of the watchers and their end.
    package struct Epoch: Sendable {
        /// Everything is cut off after so many jobs; nil lets it end in order.
        package var crashAfter: Int?
        /// Its length, unless it crashes before.
        package var length: Duration
        /// Until the next one.
        package var downtime: Duration
        package var processes: [Process]
        /// Of the first process; the others poll.
        package var lanes = WorldLanes.polls
    }

    /// One watcher and its consumer within an epoch.
    package struct Process: Sendable {
        package var style: Consumer
        /// Of what the consumer does by chance.
        package var seed: UInt64
        /// The process dies by itself after so many effects: requests, writes, what comes before and after them.
        package var effects: Int?
    }

    /// What the code that uses the events is like.
    package enum Consumer: String, Sendable, CaseIterable {
        case fast, slow, breaking, throwing, cancelled, oneTurn
    }

    package let seed: UInt64
    package var steps: [Scenario.Step]
    package var workflows: [String]
    package var phones: [String]
    package var shape: Simulator.Shape
    package var irregularities: Simulator.Irregularities
    package var pageSize: Int
    package var faults: [Fault]
    package var faultRate: Double
    package var ledger: Ledger
    package var start: Watcher.StartingPoint
    package var watchesEveryDecision: Bool
    package var watchesWallet: Bool
    package var interval: Duration
    /// How far each watcher's time of day is off.
    package var skews: [Duration]
    /// How long the account has been busy before anybody watches.
    package var prelude: Duration
    /// How long a slow consumer takes for one event at most.
    package var longestHandling: Duration
    package var epochs: [Epoch]
    /// Whether and how the account pushes.
    package var pushes: WorldPushes?

    /// What is watched.
    package var sources: [Watcher.Source] {
        workflows.map { .runs(of: Workflow.ID($0)) }
            + [watchesEveryDecision ? .approvals(resolvedAs: [.approved, .denied, .countered]) : .approvals]
            + phones.map { .timeline(of: PhoneNumber($0)) }
            + (watchesWallet ? [.wallet(lowBelow: 200)] : [])
    }

    /// Of claims in either ledger.
    package static let lease: Duration = .seconds(300)
}

extension WorldPlan: CustomStringConvertible {
    package var description: String {
        let crashes = epochs.map { epoch in
            let deaths = epoch.processes.compactMap(\.effects).map { "death after \($0) effects" }
            let crash = epoch.crashAfter.map { "crash after \($0) jobs" } ?? "\(epoch.length)"
            let styles = epoch.processes.map(\.style.rawValue).joined(separator: "+")
            let lanes = pushes == nil ? [] : [epoch.lanes.rawValue]
            return (lanes + [styles, crash] + deaths + ["down \(epoch.downtime)"]).joined(separator: ", ")
        }
        return """
            seed \(seed): \(steps.count) steps, \(ledger.rawValue) ledger, \(skews.count) watchers, start \(start), \
            every \(interval), pages of \(pageSize), \(faults.count) faults at \(faultRate), prelude \(prelude)\
            \(pushes.map { ", pushes with \($0.troubles.map(\.rawValue)) at \($0.rate)" } ?? "")
            \(crashes.map { "  epoch: " + $0 }.joined(separator: "\n"))
            """
    }
}
