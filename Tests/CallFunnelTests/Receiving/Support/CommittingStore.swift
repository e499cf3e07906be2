// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Synchronization

/// A database that holds the ledger and the effects of a handler, and outlives the processes that use it.
///
/// Suspends before and after every step, so that a crash can come between any two. Of a process that crashed nothing is
/// stored any more.
final class CommittingStore: Sendable {
    private struct Claim {
        let owner: String
        let until: Duration
    }

    private struct State {
        var recorded: Set<EventKey> = []
        var claims: [EventKey: Claim] = [:]
        var marks: [String: String] = [:]
        var effects: [EventKey] = []
        var failures: [String: Timestamp] = [:]
        var letters: [String: DeadLetter] = [:]
        var process = 0
    }

    private let state = Mutex(State())
    private let timing: Timing

    init(timing: Timing) { self.timing = timing }

    /// In the order they were committed.
    var effects: [String] { state.withLock { $0.effects.map(\.description) } }
    var recorded: [EventKey] { state.withLock { $0.recorded.sorted() } }
    var letters: Int { state.withLock { $0.letters.count } }

    /// The process that runs now is dead.
    func crash() { state.withLock { $0.process += 1 } }

    /// As the process that runs now sees it.
    var session: Session { Session(store: self, process: state.withLock { $0.process }) }

    struct Session: EventLedger, DeadLetters {
        let store: CommittingStore
        let process: Int

        /// The effect of an event and its record, in one transaction; nothing if it was recorded before.
        func once(_ key: EventKey) async {
            await step { state in
                guard state.recorded.insert(key).inserted else { return }
                state.effects.append(key)
            }
        }

        func unrecorded(of keys: [EventKey]) async -> [EventKey] {
            await step { state in keys.filter { !state.recorded.contains($0) } }
        }

        func claim(_ key: EventKey, for owner: String) async -> LedgerClaim {
            let now = store.timing.elapsed()
            return await step { state in
                if state.recorded.contains(key) { return .recorded }
                if let claim = state.claims[key], claim.owner != owner, claim.until > now { return .leased }
                state.claims[key] = Claim(owner: owner, until: now + .seconds(300))
                return .granted
            }
        }

        func release(_ keys: [EventKey], for owner: String) async {
            await step { state in
                for key in keys where state.claims[key]?.owner == owner { state.claims[key] = nil }
            }
        }

        func record(_ entry: LedgerEntry) async {
            await step { state in
                state.recorded.formUnion(entry.keys)
                for key in entry.keys { state.claims[key] = nil }
                state.marks.merge(entry.marks) { _, new in new }
            }
        }

        func marks(_ names: [String]) async -> [String: String] {
            await step { state in state.marks.filter { names.contains($0.key) } }
        }

        func firstFailure(of name: String, at now: Timestamp) async -> Timestamp {
            await step { state in
                let first = state.failures[name] ?? now
                state.failures[name] = first
                return first
            }
        }

        func keep(_ letter: DeadLetter) async { await step { $0.letters[letter.name] = letter } }
        func names() async -> [String] { await step { $0.letters.keys.sorted() } }
        func letter(named name: String) async -> DeadLetter? { await step { $0.letters[name] } }
        func remove(named name: String) async { await step { $0.letters[name] = nil } }

        private func step<Answer: Sendable>(_ body: (inout State) -> Answer) async -> Answer {
            await Task.yield()
            let answer = store.state.withLock { state in
                guard state.process == process else {
                    var lost = state
                    return body(&lost)
                }
                return body(&state)
            }
            await Task.yield()
            return answer
        }
    }
}
