// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// One delivery under way.
final class Flight: Sendable {
    let key: EventKey
    /// Its id and its signature: who has one of them is the same delivery.
    let identities: [String]
    /// Its event and its resource, which are handled one after the other.
    let lanes: [String]
    /// Settled once it is its turn.
    let turn = Promise<Void>()
    /// Settled once it is recorded or released, and not before.
    let answer = Promise<AuthenticAnswer>()

    init(_ delivery: Delivery) {
        key = delivery.event.key
        identities = ["id/\(delivery.id)"] + (delivery.fingerprint.map { ["signature/\($0)"] } ?? [])
        lanes = ["key/\(delivery.event.key)", "resource/\(delivery.event.resource)"]
    }
}

/// What is under way in one receiver. Whoever arrives learns in one step whether to begin, to join or to go away.
final class FlightBoard: Sendable {
    enum Boarding: Sendable {
        /// Nobody else is at it: handle it, and ``FlightBoard/land(_:_:)`` whatever happens.
        case first(Flight)
        /// The same delivery is being handled: wait for its answer, and ``FlightBoard/leave()``.
        case join(Flight)
        case full
        case closed
    }

    private struct State {
        var flights: [String: Flight] = [:]
        /// In the order of arrival.
        var lanes: [String: [Flight]] = [:]
        var aboard = 0
        /// Sent away, and not gone yet.
        var leaving = 0
        var isClosed = false
        var waiting: [Promise<Void>] = []

        var isEmpty: Bool { aboard == 0 && leaving == 0 }

        func isFirst(_ flight: Flight) -> Bool {
            flight.lanes.allSatisfy { lanes[$0]?.first === flight }
        }
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    func enter(_ delivery: Delivery) -> Boarding {
        let flight = Flight(delivery)
        return state.withLock { state in
            guard !state.isClosed else { return .closed }
            guard state.aboard < capacity else { return .full }
            state.aboard += 1
            for identity in flight.identities {
                if let other = state.flights[identity] { return .join(other) }
            }
            for identity in flight.identities { state.flights[identity] = flight }
            for lane in flight.lanes { state.lanes[lane, default: []].append(flight) }
            if state.isFirst(flight) { flight.turn.settle(()) }
            return .first(flight)
        }
    }

    /// It is over: those who joined are answered, and those behind it are next.
    func land(_ flight: Flight, _ answer: AuthenticAnswer) {
        flight.answer.settle(answer)
        let next = state.withLock { state in
            for identity in flight.identities where state.flights[identity] === flight {
                state.flights[identity] = nil
            }
            var heads: [Flight] = []
            for lane in flight.lanes {
                state.lanes[lane]?.removeAll { $0 === flight }
                if let head = state.lanes[lane]?.first { heads.append(head) } else { state.lanes[lane] = nil }
            }
            return heads.filter { state.isFirst($0) }
        }
        for flight in next { flight.turn.settle(()) }
        leave()
    }

    func leave() {
        change { $0.aboard -= 1 }
    }

    /// Lets a request that was sent away do `last`, unless as many are at that as may be under way: then nil.
    func beforeLeaving<Result: Sendable>(_ last: () async -> Result) async -> Result? {
        let isAdmitted = state.withLock { state in
            guard state.leaving < capacity else { return false }
            state.leaving += 1
            return true
        }
        guard isAdmitted else { return nil }
        defer { change { $0.leaving -= 1 } }
        return await last()
    }

    private func change(_ count: (inout State) -> Void) {
        let done = state.withLock { state in
            count(&state)
            guard state.isEmpty else { return [] as [Promise<Void>] }
            defer { state.waiting = [] }
            return state.waiting
        }
        for promise in done { promise.settle(()) }
    }

    /// Nobody else may begin.
    func close() {
        state.withLock { $0.isClosed = true }
    }

    /// Returns when nothing is under way, or when the task is cancelled.
    func isEmpty() async {
        let promise = Promise<Void>()
        state.withLock { state in
            if state.isEmpty { promise.settle(()) } else { state.waiting.append(promise) }
        }
        _ = await promise.valueUnlessCancelled
    }
}
