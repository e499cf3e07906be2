// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Synchronization

/// Dead letters that outlive the receivers of one test.
final class MemoryLetters: DeadLetters {
    private struct State {
        var failures: [String: Timestamp] = [:]
        var letters: [String: DeadLetter] = [:]
        var isFrozen = false
    }

    private let state = Mutex(State())

    /// What the dying process writes goes nowhere.
    func freeze() { state.withLock { $0.isFrozen = true } }
    func thaw() { state.withLock { $0.isFrozen = false } }

    func firstFailure(of name: String, at now: Timestamp) async -> Timestamp {
        await Task.yield()
        return state.withLock { state in
            let first = state.failures[name] ?? now
            if !state.isFrozen { state.failures[name] = first }
            return first
        }
    }

    func keep(_ letter: DeadLetter) async {
        await Task.yield()
        state.withLock { if !$0.isFrozen { $0.letters[letter.name] = letter } }
        await Task.yield()
    }

    func names() async -> [String] { state.withLock { $0.letters.keys.sorted() } }
    func letter(named name: String) async -> DeadLetter? { state.withLock { $0.letters[name] } }
    func remove(named name: String) async { state.withLock { if !$0.isFrozen { $0.letters[name] = nil } } }
}
