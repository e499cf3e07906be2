// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Synchronization

/// A database in which the ledger and the effects of handling commit together, and which outlives the processes that use
/// it. An effect that was staged takes place in the transaction that records its event, or never.
final class TransactionalStore: Sendable {
    struct State {
        var recorded: Set<EventKey> = []
        var claims: [EventKey: Claim] = [:]
        var marks: [String: String] = [:]
        /// What took place, in order.
        var effects: [String] = []
        var epoch = 0
    }

    struct Claim {
        let owner: String
        let until: Duration
    }

    private let state = Mutex(State())
    private let timing: Timing
    private let lease: Duration

    init(timing: Timing, lease: Duration = .seconds(300)) {
        self.timing = timing
        self.lease = lease
    }

    var effects: [String] { state.withLock { $0.effects } }

    /// All processes are dead: what they still write goes nowhere.
    func crash() { state.withLock { $0.epoch += 1 } }

    func process() -> Process { Process(store: self, epoch: state.withLock { $0.epoch }) }

    /// The database as one process sees it.
    final class Process: EventLedger {
        private let store: TransactionalStore
        private let epoch: Int
        private let staged = Mutex<[EventKey: String]>([:])

        init(store: TransactionalStore, epoch: Int) {
            self.store = store
            self.epoch = epoch
        }

        /// What handling an event does, as part of the transaction to come.
        func stage(_ effect: String, of key: EventKey) async {
            await Task.yield()
            staged.withLock { $0[key] = effect }
            await Task.yield()
        }

        /// An effect outside of any transaction.
        func apply(_ effect: String) async {
            await transaction { state, _ in state.effects.append(effect) }
        }

        func unrecorded(of keys: [EventKey]) async -> [EventKey] {
            await transaction { state, _ in keys.filter { !state.recorded.contains($0) } }
        }

        func claim(_ key: EventKey, for owner: String) async -> LedgerClaim {
            await transaction { state, now in
                if state.recorded.contains(key) { return .recorded }
                if let claim = state.claims[key], claim.owner != owner, claim.until > now { return .leased }
                state.claims[key] = Claim(owner: owner, until: now + self.store.lease)
                return .granted
            }
        }

        func release(_ keys: [EventKey], for owner: String) async {
            await transaction { state, _ in
                for key in keys where state.claims[key]?.owner == owner { state.claims[key] = nil }
            }
        }

        func record(_ entry: LedgerEntry) async {
            await transaction { state, _ in
                for key in entry.keys {
                    state.recorded.insert(key)
                    state.claims[key] = nil
                    if let effect = self.staged.withLock({ $0.removeValue(forKey: key) }) {
                        state.effects.append(effect)
                    }
                }
                state.marks.merge(entry.marks) { _, new in new }
            }
        }

        func marks(_ names: [String]) async -> [String: String] {
            await transaction { state, _ in names.reduce(into: [:]) { $0[$1] = state.marks[$1] } }
        }

        /// A process can crash wherever it suspends: before the effect, and after it with the answer still unread.
        private func transaction<Answer: Sendable>(_ body: (inout State, Duration) -> Answer) async -> Answer {
            await Task.yield()
            let now = store.timing.elapsed()
            let answer = store.state.withLock { state in
                guard state.epoch == epoch else {
                    var nowhere = state
                    return body(&nowhere, now)
                }
                return body(&state, now)
            }
            await Task.yield()
            return answer
        }
    }
}
