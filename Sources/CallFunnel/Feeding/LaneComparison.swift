// SPDX-License-Identifier: Apache-2.0

/// Which lane showed which event first, and when the other one did: a window in memory, bounded in time and number.
///
/// Times are on the timing's clock. What was shown before the window began is left out of account, so a restart, which
/// forgets it all, makes no event of the past look missed.
struct LaneComparison: Sendable {
    struct Sighting: Sendable {
        let key: EventKey
        var pushed: Duration?
        var polled: Duration?
        /// Whether it would have been pushed by now, if polls alone have shown it.
        var isComparable = true

        var first: Duration { min(pushed ?? polled ?? .zero, polled ?? pushed ?? .zero) }
    }

    /// In the order of their first showing.
    private(set) var sightings: [Sighting] = []
    /// Of those in memory, counted from the first there ever was.
    private var places: [EventKey: Int] = [:]
    private var forgotten = 0
    /// Events first shown later than this are all in memory.
    private(set) var isCompleteSince: Duration
    private(set) var lastPush: Duration?
    /// When polls were last found too far apart to show everything.
    var lastGap: Duration?

    static let mostEvents = 10_000
    static let memory: Duration = .seconds(86_400)

    init(start: Duration) {
        isCompleteSince = start
    }

    /// - Parameter isNew: whether neither lane had shown it, as far as the ledger knows.
    mutating func pushed(_ key: EventKey, isNew: Bool, at now: Duration) {
        lastPush = max(now, lastPush ?? now)
        if let place = places[key] {
            sightings[place - forgotten].pushed = sightings[place - forgotten].pushed ?? now
        } else if isNew {
            add(Sighting(key: key, pushed: now), at: now)
        }
    }

    /// - Parameter isComparable: whether it can only have happened while pushes were taken, if it is new.
    mutating func polled(_ key: EventKey, isNew: Bool, isComparable: Bool = true, at now: Duration) {
        if let place = places[key] {
            sightings[place - forgotten].polled = sightings[place - forgotten].polled ?? now
        } else if isNew {
            add(Sighting(key: key, polled: now, isComparable: isComparable), at: now)
        }
    }

    private mutating func add(_ sighting: Sighting, at now: Duration) {
        places[sighting.key] = forgotten + sightings.count
        sightings.append(sighting)
        let excess = sightings.count - Self.mostEvents
        // Many at a time, as each time moves all that stay.
        guard excess >= Self.mostEvents / 10 || now - sightings[0].first > Self.memory + .seconds(3600) else { return }
        let old = sightings.firstIndex { now - $0.first <= Self.memory } ?? 0
        forget(max(excess, old))
    }

    private mutating func forget(_ count: Int) {
        guard count > 0 else { return }
        for sighting in sightings.prefix(count) {
            places[sighting.key] = nil
            isCompleteSince = max(isCompleteSince, sighting.first)
        }
        sightings.removeFirst(count)
        forgotten += count
    }
}
