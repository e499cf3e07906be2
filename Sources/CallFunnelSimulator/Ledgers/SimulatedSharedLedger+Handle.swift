// SPDX-License-Identifier: Apache-2.0

public import CallFunnel
import Synchronization

extension SimulatedSharedLedger {
    /// A shared ledger as one process sees it.
    public final class Handle: EventLedger {
        private let store: SimulatedSharedLedger
        let epoch: Int
        private let isCrashed = Atomic(false)

        init(store: SimulatedSharedLedger, epoch: Int) {
            self.store = store
            self.epoch = epoch
        }

        var isFrozen: Bool { isCrashed.load(ordering: .acquiring) }

        /// This process crashes while others go on: what it writes from here on goes nowhere.
        public func freeze() { isCrashed.store(true, ordering: .releasing) }

        public func unrecorded(of keys: [EventKey]) async -> [EventKey] {
            await durably { state, moment in
                keys.filter { key in
                    guard state.isRecorded(key, moment) else { return true }
                    state.recorded[key] = moment.now
                    return false
                }
            }
        }

        public func claim(_ key: EventKey, for owner: String) async -> LedgerClaim {
            await durably { state, moment in
                if state.isRecorded(key, moment) { return .recorded }
                if let claim = state.claims[key], claim.owner != owner, claim.until > moment.now { return .leased }
                state.claims[key] = Claim(owner: owner, until: moment.now + moment.lease)
                return .granted
            }
        }

        public func release(_ keys: [EventKey], for owner: String) async {
            await durably { state, _ in
                for key in keys where state.claims[key]?.owner == owner { state.claims[key] = nil }
            }
        }

        public func record(_ entry: LedgerEntry) async {
            await durably { state, moment in
                for key in entry.keys {
                    state.recorded[key] = moment.now
                    state.claims[key] = nil
                }
                state.marks.merge(entry.marks) { _, new in new }
            }
        }

        public func marks(_ names: [String]) async -> [String: String] {
            await durably { state, _ in
                names.reduce(into: [:]) { found, name in found[name] = state.marks[name] }
            }
        }

        /// A process can crash wherever it suspends: before the effect, and after it with the answer still unread.
        private func durably<Answer: Sendable>(_ step: (inout State, Moment) -> Answer) async -> Answer {
            await Task.yield()
            let answer = store.step(of: self, step)
            await Task.yield()
            return answer
        }
    }
}

extension SimulatedSharedLedger.State {
    fileprivate func isRecorded(_ key: EventKey, _ moment: SimulatedSharedLedger.Moment) -> Bool {
        recorded[key].map { moment.now - $0 <= moment.retention } ?? false
    }
}
