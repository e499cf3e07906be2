// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Whether a simulated process is alive. Once dead, nothing it does has an effect.
final class ProcessLife: Sendable {
    private struct State {
        var isDead = false
        var effects: Int?
    }

    private let state: Mutex<State>
    private let die: @Sendable () -> Void

    /// - Parameters:
    ///   - effects: after which it dies by itself; nil is never.
    ///   - die: freezes what must not change any more.
    init(effects: Int?, die: @escaping @Sendable () -> Void = {}) {
        state = Mutex(State(effects: effects))
        self.die = die
    }

    var isDead: Bool { state.withLock { $0.isDead } }

    func kill() {
        state.withLock { $0.isDead = true }
        die()
    }

    /// Stands before and after every effect: a place to suspend, and to die.
    func point() async throws {
        await Task.yield()
        try count()
    }

    func count() throws {
        let dies = state.withLock { state in
            guard !state.isDead, let effects = state.effects else { return false }
            state.effects = effects - 1
            state.isDead = effects <= 1
            return state.isDead
        }
        if dies { die() }
        if isDead { throw CancellationError() }
    }
}
