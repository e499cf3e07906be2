// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Synchronization

/// The handler a scenario gives to a receiver: fails and waits as told, and counts what was handled.
final class HandlerBench: Sendable {
    private struct Failed: Error {}

    private struct State {
        /// The id of the event that goes by a name.
        var names: [String: String] = [:]
        var begun: [String: Int] = [:]
        var handled: [String: Int] = [:]
        /// How often it is still to fail.
        var failures: [String: Int] = [:]
        /// Waits at this gate, as often as there are any.
        var gates: [String: [Gate]] = [:]
    }

    /// Where a handler waits until it is told how to end.
    final class Gate: Sendable {
        private let arrival = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        private let opening = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingNewest(1))

        /// Returns when a handler is waiting here, or the task is cancelled.
        func reached() async {
            for await _ in arrival.stream { return }
        }

        /// Lets the handler end, well or badly.
        func open(failing: Bool = false) {
            opening.continuation.yield(failing)
            opening.continuation.finish()
            arrival.continuation.finish()
        }

        fileprivate func pass() async throws {
            arrival.continuation.yield()
            for await failing in opening.stream {
                if failing { throw Failed() }
                return
            }
            throw CancellationError()
        }
    }

    private let state = Mutex(State())

    /// The event may be reported under any of these from here on. The first event to take a name keeps it.
    func register(_ event: TrialEvent, as names: [String]) {
        state.withLock { state in
            for name in names { state.names[name] = state.names[name] ?? event.id }
        }
    }

    func fail(_ event: TrialEvent, times: Int) { state.withLock { $0.failures[event.id] = times } }

    /// The next handling of this event waits at the gate.
    func hold(_ event: TrialEvent) -> Gate {
        let gate = Gate()
        state.withLock { $0.gates[event.id, default: []].append(gate) }
        return gate
    }

    /// How often it was begun to be handled.
    func begun(_ event: TrialEvent) -> Int { state.withLock { $0.begun[event.id, default: 0] } }
    /// How often it was handled to the end.
    func handled(_ event: TrialEvent) -> Int { state.withLock { $0.handled[event.id, default: 0] } }

    func handle(_ name: String) async throws {
        // What a store still held from another run concerns nobody here.
        guard let id = state.withLock({ $0.names[name] }) else { return }
        let gate = state.withLock { state in
            state.begun[id, default: 0] += 1
            return state.gates[id]?.isEmpty ?? true ? nil : state.gates[id]?.removeFirst()
        }
        // A place to suspend, as real handlers have, on both sides of the effect.
        await Task.yield()
        if let gate { try await gate.pass() }
        let fails = state.withLock { state in
            let left = state.failures[id, default: 0]
            state.failures[id] = max(0, left - 1)
            if left == 0 { state.handled[id, default: 0] += 1 }
            return left > 0
        }
        if fails { throw Failed() }
        await Task.yield()
    }
}
