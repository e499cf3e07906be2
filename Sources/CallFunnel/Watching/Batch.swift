// SPDX-License-Identifier: Apache-2.0

/// New events of one round of polls, in the order they are handed out, and what is remembered once they all were.
struct Batch: Sendable {
    struct Pending: Sendable {
        let event: CallFunnelEvent
        /// Which poll brought it.
        let poll: Int
        /// Marks to set together with the key, since the next event of this kind is counted from them.
        var marks: [String: String] = [:]
    }

    private var pending: [Pending] = []
    private var handedOut = 0
    /// Keys to record without announcing, and marks to set, by poll.
    private var remainder: [Int: LedgerEntry] = [:]
    private var blocked: Set<String> = []
    /// Polls of which an event was not handed out, so that all of them has to be found again.
    private(set) var unfinished: Set<Int> = []
    /// How many are still to be handed out, by resource.
    private var waiting: [String: Int] = [:]
    /// Two sources can show the same resource.
    private var given: Set<EventKey> = []

    init() {}

    /// - Parameter now: stands in for the time of an event that has none.
    init(_ polls: [Int: Poll.Brought], now: Timestamp) {
        let indices = polls.keys.sorted()
        let all = indices.flatMap { index in
            (polls[index]?.events ?? []).map { event in
                Pending(event: event, poll: index, marks: polls[index]?.eventMarks[event.key] ?? [:])
            }
        }
        pending = Self.ordered(all, now: now)
        for next in pending { waiting[next.event.resource, default: 0] += 1 }
        remainder = polls.mapValues { LedgerEntry(keys: $0.baseline, marks: $0.marks) }
    }

    /// The next event that is not behind one that is held back.
    mutating func next() -> Pending? {
        while handedOut < pending.count {
            let next = pending[handedOut]
            handedOut += 1
            waiting[next.event.resource, default: 0] -= 1
            guard !blocked.contains(next.event.resource) else {
                leave(next.poll)
                continue
            }
            if given.insert(next.event.key).inserted { return next }
        }
        return nil
    }

    /// Puts an event that was handed out back in front.
    mutating func putBack(_ event: Pending) {
        pending[..<handedOut] = [event]
        handedOut = 0
        waiting[event.event.resource, default: 0] += 1
        given.remove(event.event.key)
    }

    /// Somebody else is handling this event, so later ones of its resource wait, and its poll leaves no mark: all of it
    /// is found again.
    mutating func hold(_ held: Pending) {
        blocked.insert(held.event.resource)
        leave(held.poll)
    }

    private mutating func leave(_ poll: Int) {
        unfinished.insert(poll)
        remainder[poll] = nil
    }

    /// Whether events of this resource are to be handed out before any that is learnt of in another way.
    func isWaiting(_ resource: String) -> Bool {
        waiting[resource, default: 0] > 0 && !blocked.contains(resource)
    }

    /// What to record when every event was acknowledged.
    mutating func finish() -> LedgerEntry {
        defer { self = Batch() }
        return remainder.keys.sorted().reduce(into: LedgerEntry()) { entry, poll in
            entry.keys += remainder[poll]?.keys ?? []
            entry.marks.merge(remainder[poll]?.marks ?? [:]) { _, new in new }
        }
    }

    /// By time, without ever breaking the order within a resource, whatever its times say.
    private static func ordered(_ events: [Pending], now: Timestamp) -> [Pending] {
        var latest: [String: Timestamp] = [:]
        let dated = events.enumerated().map { offset, pending in
            let resource = pending.event.resource
            let own = pending.event.occurredAt ?? latest[resource] ?? now
            let time = max(own, latest[resource] ?? own)
            latest[resource] = time
            return Dated(time: time, offset: offset, pending: pending)
        }
        return dated.sorted { ($0.time, $0.offset) < ($1.time, $1.offset) }.map(\.pending)
    }

    private struct Dated {
        let time: Timestamp
        let offset: Int
        let pending: Pending
    }
}
