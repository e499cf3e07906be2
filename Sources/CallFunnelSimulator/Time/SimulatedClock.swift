// SPDX-License-Identifier: Apache-2.0

public import CallFunnel
import Synchronization

/// A clock that stands still until it is moved.
///
/// On a ``Pump``, ``step()`` moves it to the next deadline whenever nothing is left to run. On ordinary executors, wait
/// for the sleep you expect and then move: `await clock.armed(at: .seconds(30)); clock.advance(to: .seconds(30))`.
public final class SimulatedClock: Clock, Sendable {
    /// A point on a simulated clock, as the time since its start.
    public struct Instant: InstantProtocol, Sendable {
        /// Since the clock's start, never negative on a clock's own `now`.
        public let offset: Duration

        public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        public func duration(to other: Instant) -> Duration { other.offset - offset }
        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    /// The time of day at which the clock starts.
    public let epoch: Timestamp
    private let state = Mutex(SleepRegister())

    /// - Parameter epoch: the time of day at offset zero; 2026-06-01T07:30:45Z unless given.
    public init(epoch: Timestamp = Timestamp(microsecondsSinceEpoch: 1_780_299_045_000_000)) {
        self.epoch = epoch
    }

    /// Where the clock stands; it moves only by ``step()`` and ``advance(to:)``.
    public var now: Instant { Instant(offset: state.withLock { $0.now }) }
    /// What the service's timestamps can tell apart.
    public var minimumResolution: Duration { .microseconds(1) }

    /// The time of day: ``epoch`` and what has passed since.
    public var time: Timestamp { epoch.advanced(by: now.offset) }

    /// Deadlines of all armed sleeps, earliest first.
    public var deadlines: [Duration] {
        state.withLock { $0.sleepers.map(\.deadline).sorted() }
    }

    /// This clock, its time of day and repeatable random numbers, as the SDK takes them.
    ///
    /// - Parameters:
    ///   - seed: of the random numbers.
    ///   - skew: how much a machine's time of day is ahead of ``time``.
    public func timing(seed: UInt64 = 0, skew: Duration = .zero) -> Timing {
        let dice = Dice(seed: seed)
        return Timing(
            clock: self,
            now: { self.time.advanced(by: skew).date },
            random: { dice.roll() }
        )
    }

    /// Sleeps until the clock is moved to `deadline`. Throws `CancellationError` when the task is cancelled or the
    /// clock is killed.
    public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
        try Task.checkCancellation()
        if deadline <= now {
            // Even a sleep that is over before it began lets others run.
            await Task.yield()
            return try Task.checkCancellation()
        }
        let id = state.withLock { $0.nextID() }
        defer { state.withLock { $0.forget(id) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let sleeper = SleepRegister.Sleeper(id: id, deadline: deadline.offset, continuation: continuation)
                state.withLock { $0.arm(sleeper) }.act()
            }
        } onCancel: {
            state.withLock { $0.cancel(id) }.act()
        }
    }

    /// Moves to the earliest deadline and wakes one sleeper; of equal deadlines the one armed first.
    ///
    /// - Returns: false when nobody sleeps.
    @discardableResult
    public func step() -> Bool {
        let wake = state.withLock { $0.step() }
        wake?.act()
        return wake != nil
    }

    /// Moves to `offset`, waking whoever is due by then in the order of their deadlines. Never moves back.
    public func advance(to offset: Duration) {
        state.withLock { $0.advance(to: offset) }.act()
    }

    /// Returns once a sleep with exactly this deadline is armed; at once when one is, or when the task is cancelled.
    public func armed(at deadline: Duration) async {
        let id = state.withLock { $0.nextID() }
        defer { state.withLock { $0.forget(id) } }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let watcher = SleepRegister.Watcher(id: id, deadline: deadline, continuation: continuation)
                state.withLock { $0.watch(watcher) }.act()
            }
        } onCancel: {
            state.withLock { $0.cancel(id) }.act()
        }
    }

    /// Makes every sleep, armed or to come, throw `CancellationError`: what a crash does to the program on this clock.
    public func kill() {
        state.withLock { $0.kill() }.act()
    }
}

/// Random numbers shared by everyone who holds the same timing.
private final class Dice: Sendable {
    private let generator: Mutex<SeededGenerator>

    init(seed: UInt64) { generator = Mutex(SeededGenerator(seed: seed)) }

    func roll() -> Double { generator.withLock { $0.unit() } }
}
