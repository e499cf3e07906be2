// SPDX-License-Identifier: Apache-2.0

/// When one source is due: a pure function of how its polls went.
///
/// The next poll is counted from the end of the last one, so ticks missed by a slow consumer are skipped and never made
/// up.
struct PollSchedule: Hashable, Sendable {
    private let cadence: Watcher.Cadence
    /// The wait between polls as it is now, between the cadence's fast and slow.
    private(set) var interval: Duration
    /// In `0...1`: where between the others this source's second poll falls, so that sources do not all ask at once.
    let phase: Double
    /// On the timing's clock.
    private(set) var due: Duration
    /// When the last poll ended.
    private var polledAt: Duration?
    /// The least wait after a poll that succeeds, whatever the cadence says.
    private var floor: Duration = .zero
    /// How much later than the cadence says the source is due because of that.
    private var stretch: Duration = .zero
    /// In a row, since the last poll that succeeded or got further.
    private(set) var failures = 0
    private var hasSucceeded = false
    private var isSlowedDown = false

    static let longestBackoff: Duration = .seconds(300)
    static let longestRetryAfter: Duration = .seconds(3600)
    /// From the end of a poll to one that was asked for before its time.
    static let leastWait: Duration = .seconds(10)

    init(cadence: Watcher.Cadence, phase: Double, start: Duration) {
        self.cadence = cadence
        self.interval = cadence.fast
        self.phase = phase
        self.due = start
    }

    /// A tenth of jitter keeps many services from falling into step.
    ///
    /// - Parameter isActive: whether anything was found, or is open.
    mutating func succeeded(at now: Duration, isActive: Bool, random: Double) {
        interval = isActive ? cadence.fast : min(interval * 2, cadence.slow)
        let share = hasSucceeded ? 1 : phase
        hasSucceeded = true
        failures = 0
        isSlowedDown = false
        polledAt = now
        let factor = share * (0.95 + 0.1 * random)
        stretch = (max(interval, floor) - interval) * factor
        due = now + interval * factor + stretch
    }

    /// Backs off from a second to five minutes, and as long as the service asked for.
    ///
    /// - Parameter isFurther: whether the next poll goes on from where this one broke off. A long walk through a service
    ///   that now and then fails would otherwise take longer with every step.
    mutating func failed(at now: Duration, with error: CallFunnelError, isFurther: Bool = false, random: Double) {
        failures = isFurther ? 1 : failures + 1
        isSlowedDown = false
        stretch = .zero
        let first = min(interval, .seconds(1))
        let bound = RetryPolicy.backoff(first: first, most: Self.longestBackoff, failures: failures)
        let asked = min(error.retryAfter ?? .zero, Self.longestRetryAfter)
        due = now + max(bound * (0.5 + 0.5 * random), asked)
    }

    /// While the account is suspended: ten times slower, five minutes at most (C10).
    mutating func suspended(at now: Duration, random: Double) {
        failures += 1
        isSlowedDown = true
        stretch = .zero
        due = now + min(interval * 10, Self.longestBackoff) * (0.9 + 0.1 * random)
    }

    /// Another watcher reads the source, so its turn is skipped.
    mutating func skipped(at now: Duration, random: Double) {
        due = now + interval * (0.95 + 0.1 * random)
    }

    /// A source that has not succeeded for this long counts as stalled.
    var patience: Duration { max(cadence.slow * 10, floor * 10, .seconds(600)) }

    /// The account answers again: what was slowed down for its sake is due at once. Backoff and `Retry-After` stay.
    mutating func reinstated(at now: Duration) {
        guard isSlowedDown else { return }
        isSlowedDown = false
        makeDue(at: now)
    }

    /// Something happened that a poll would show. Backoff, `Retry-After` and the wait of a suspended account stay.
    mutating func wake(at now: Duration) {
        guard failures == 0 else { return }
        bringForward(to: max(now, polledAt.map { $0 + Self.leastWait } ?? now))
    }

    /// From now on, or no longer if zero. What has been waited for longer than the cadence says is due at once.
    mutating func pace(atLeast floor: Duration, at now: Duration) {
        if floor < self.floor { bringForward(to: max(now, due - stretch)) }
        self.floor = floor
    }

    mutating func makeDue(at now: Duration) {
        bringForward(to: now)
    }

    private mutating func bringForward(to time: Duration) {
        guard time < due else { return }
        due = time
        stretch = .zero
    }
}
