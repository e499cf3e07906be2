// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Deliveries that wait for whoever iterates over a receiver's events. Taking one is apart from waiting for one, so that
/// an iterator can do both for more than one source of events.
final class Inbox: Sendable {
    /// A delivery that is not with the consumer any more and was not handled.
    struct Withdrawn: Error {}

    private enum Verdict: Sendable {
        case handled(AuthenticAnswer)
        case withdrawn
    }

    private struct Parked: Sendable {
        let id: UInt64
        let event: CallFunnelEvent
        let record: Recording
        let verdict = Promise<Verdict>()
    }

    private struct State {
        var queue: [Parked] = []
        /// With the consumer.
        var taken: Parked?
        /// The one with the consumer must not be put back: its time is over.
        var isTakenOverdue = false
        var isOccupied = false
        var isClosed = false
        var bell: Promise<Void>?
        var isNudged = false
        var lastID: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Waits until the consumer is done with the event and has recorded it.
    ///
    /// A cancelled task takes its event back, unless the consumer has it already: then this waits for the consumer.
    ///
    /// - Parameter record: called by the consumer's task, since the one that waits here may be cancelled by then.
    /// - Returns: what `record` did.
    /// - Throws: `Withdrawn` when it was not handled.
    func park(_ event: CallFunnelEvent, _ record: @escaping Recording) async throws -> AuthenticAnswer {
        let parked = try state.withLock { state in
            guard !state.isClosed else { throw Withdrawn() }
            state.lastID += 1
            let parked = Parked(id: state.lastID, event: event, record: record)
            state.queue.append(parked)
            return parked
        }
        ring()
        let verdict = await withTaskCancellationHandler {
            await parked.verdict.value
        } onCancel: {
            withdraw(parked.id)
        }
        guard case .handled(let answer) = verdict else { throw Withdrawn() }
        return answer
    }

    private func withdraw(_ id: UInt64) {
        let parked = state.withLock { state -> Parked? in
            if state.taken?.id == id {
                state.isTakenOverdue = true
                return nil
            }
            guard let index = state.queue.firstIndex(where: { $0.id == id }) else { return nil }
            return state.queue.remove(at: index)
        }
        parked?.verdict.settle(.withdrawn)
    }

    /// What waits under these keys was handled in another way. It is pushed again, and known by then.
    func withdraw(_ keys: [EventKey]) {
        let parked = state.withLock { state in
            defer { state.queue.removeAll { keys.contains($0.event.key) } }
            return state.queue.filter { keys.contains($0.event.key) }
        }
        for parked in parked { parked.verdict.settle(.withdrawn) }
    }

    /// Ends a wait, this one or the next, though there is nothing to take.
    func nudge() {
        state.withLock { $0.isNudged = true }
        ring()
    }

    private func ring() {
        let bell = state.withLock { state in
            defer { state.bell = nil }
            return state.bell
        }
        bell?.settle(())
    }

    /// What waits is not handed out any more, and nothing more comes in. What the consumer has, it may finish.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            state.isTakenOverdue = true
            defer { state.queue = [] }
            return state.queue
        }
        for parked in waiting { parked.verdict.settle(.withdrawn) }
        ring()
    }
}

// The consumer's side: one at a time.
extension Inbox {
    /// - Throws: `alreadyIterating`.
    func occupy() throws(CallFunnelError) {
        let isFree = state.withLock { state in
            defer { state.isOccupied = true }
            return !state.isOccupied
        }
        guard isFree else {
            throw CallFunnelError(
                .alreadyIterating, "another loop over this receiver's events has not ended; end it first")
        }
    }

    /// The consumer leaves. What it had comes first next time, if it is still in time.
    func vacate() {
        let overdue = state.withLock { state -> Parked? in
            state.isOccupied = false
            defer { state.taken = nil }
            guard let taken = state.taken, !state.isTakenOverdue else { return state.taken }
            state.queue.insert(taken, at: 0)
            return nil
        }
        overdue?.verdict.settle(.withdrawn)
    }

    /// The event that has waited longest, if any does.
    ///
    /// - Parameter isBehind: whether something else must be handed out before it. It does not hold up those after it: no
    ///   two that wait are of one resource.
    func take(unless isBehind: (CallFunnelEvent) -> Bool = { _ in false }) -> CallFunnelEvent? {
        state.withLock { state in
            guard state.taken == nil, let index = state.queue.firstIndex(where: { !isBehind($0.event) }) else {
                return nil
            }
            let parked = state.queue.remove(at: index)
            state.taken = parked
            state.isTakenOverdue = false
            return parked.event
        }
    }

    /// The consumer is done with what it took: records it. Returns what came of that; nil if nothing was taken.
    @discardableResult
    func finish() async -> AuthenticAnswer? {
        let taken = state.withLock { state in
            defer { state.taken = nil }
            return state.taken
        }
        guard let taken else { return nil }
        let answer = await taken.record()
        taken.verdict.settle(.handled(answer))
        return answer
    }

    var isOver: Bool { state.withLock { $0.isClosed && $0.queue.isEmpty } }

    /// Returns when something waits, when nothing more can come, when it is nudged, or when the task is cancelled.
    func wait() async {
        defer { state.withLock { $0.isNudged = false } }
        let bell = state.withLock { state -> Promise<Void>? in
            guard state.queue.isEmpty, !state.isClosed, !state.isNudged else { return nil }
            let bell = state.bell ?? Promise()
            state.bell = bell
            return bell
        }
        _ = await bell?.valueUnlessCancelled
    }
}
