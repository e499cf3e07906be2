// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A value that comes later, once, for any number of tasks that wait for it.
final class Promise<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiting: [CheckedContinuation<Value, Never>] = []
    }

    private let state = Mutex(State())

    func keep(_ value: Value) {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            if state.value == nil { state.value = value }
            return state.waiting
        }
        for waiter in waiting { waiter.resume(returning: value) }
    }

    var value: Value {
        get async {
            await withCheckedContinuation { waiter in
                let value = state.withLock { state in
                    if state.value == nil { state.waiting.append(waiter) }
                    return state.value
                }
                if let value { waiter.resume(returning: value) }
            }
        }
    }
}
