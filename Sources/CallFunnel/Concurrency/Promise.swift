// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A value that is settled once and can be awaited by many.
final class Promise<Value: Sendable>: Sendable {
    private struct Waiter {
        let id: UInt64
        let continuation: CheckedContinuation<Value?, Never>
    }

    private struct State {
        var value: Value?
        var waiters: [Waiter] = []
        /// Of waiters that were cancelled before they had begun to wait.
        var cancelled: Set<UInt64> = []
        var lastID: UInt64 = 0
    }

    private let state = Mutex(State())

    /// The first value counts; later ones are ignored.
    func settle(_ value: Value) {
        let waiters = state.withLock { state in
            guard state.value == nil else { return [] as [Waiter] }
            state.value = value
            defer { state.waiters = [] }
            return state.waiters
        }
        // Outside the lock, as resuming may run code that comes back here.
        for waiter in waiters { waiter.continuation.resume(returning: value) }
    }

    /// Waits whatever becomes of the task: who waits for a write must learn whether it happened.
    var value: Value {
        get async {
            while true {
                if let value = await wait(as: newID()) { return value }
            }
        }
    }

    /// The same for as long as the task is not cancelled; nil then.
    var valueUnlessCancelled: Value? {
        get async {
            let id = newID()
            defer { state.withLock { _ = $0.cancelled.remove(id) } }
            return await withTaskCancellationHandler {
                await wait(as: id)
            } onCancel: {
                cancel(id)
            }
        }
    }

    private func newID() -> UInt64 {
        state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
    }

    private func wait(as id: UInt64) async -> Value? {
        await withCheckedContinuation { continuation in
            let (isOver, value) = state.withLock { state -> (Bool, Value?) in
                if let value = state.value { return (true, value) }
                if state.cancelled.contains(id) { return (true, nil) }
                state.waiters.append(Waiter(id: id, continuation: continuation))
                return (false, nil)
            }
            if isOver { continuation.resume(returning: value) }
        }
    }

    private func cancel(_ id: UInt64) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiters.firstIndex(where: { $0.id == id }) else {
                // It may come before the continuation is stored.
                state.cancelled.insert(id)
                return nil
            }
            return state.waiters.remove(at: index)
        }
        waiter?.continuation.resume(returning: nil)
    }
}
