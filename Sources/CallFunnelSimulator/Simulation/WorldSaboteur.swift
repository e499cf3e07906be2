// SPDX-License-Identifier: Apache-2.0

package import CallFunnel

/// Stands between the watchers of one world and their ledger and service, to make them worse than they are. A
/// simulation that does not notice proves nothing.
package protocol WorldSaboteur: Sendable {
    /// Called for every opening of the ledger; what must outlive a process is kept by the saboteur.
    func ledger(_ base: any EventLedger) -> any EventLedger
    func transport(_ base: any Transport) -> any Transport
}

extension WorldSaboteur {
    package func ledger(_ base: any EventLedger) -> any EventLedger { base }
    package func transport(_ base: any Transport) -> any Transport { base }
}

/// What a saboteur may know.
package struct WorldContext: Sendable {
    package let simulator: Simulator
    package let clock: SimulatedClock
}
