// SPDX-License-Identifier: Apache-2.0

extension Watcher {
    /// Which events are new to a ledger that has never seen a source. Once it has, the ledger alone decides.
    public enum StartingPoint: Hashable, Sendable {
        /// Announce nothing that is there already. What is open then, a run or a pending approval, is followed to its
        /// end.
        case now
        /// Announce everything the service still shows.
        case everything
        /// Announce what happened at this instant or later, by the service's clock, and what carries no time.
        case since(Timestamp)

        /// Whether an event found by the first poll of a source is to be announced.
        func announces(_ event: CallFunnelEvent) -> Bool {
            switch self {
            case .now: false
            case .everything: true
            case .since(let start): event.occurredAt.map { $0 >= start } ?? true
            }
        }
    }
}
