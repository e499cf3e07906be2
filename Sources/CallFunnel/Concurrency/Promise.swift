// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A value that is settled once and can be awaited by many.
///
/// Waiting is not cancelled with the task: who waits for a write must learn whether it happened.
final class Promise<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiters: [CheckedContinuation<Value, Never>] = []
    }

    private let state = Mutex(State())

    /// The first value counts; later ones are ignored.
    func settle(_ value: Value) {
        let waiters = state.withLock { state in
            guard state.value == nil else { return [] as [CheckedContinuation<Value, Never>] }
            state.value = value
            defer { state.waiters = [] }
            return state.waiters
        }
        // Outside the lock, as resuming may run code that comes back here.
        for waiter in waiters { waiter.resume(returning: value) }
    }

    var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let settled = state.withLock { state in
                    if state.value == nil { state.waiters.append(continuation) }
                    return state.value
                }
                if let settled { continuation.resume(returning: settled) }
            }
        }
    }
}
