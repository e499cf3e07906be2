// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// The clock, the time of day and the randomness the SDK works with, injected once.
///
/// Everything that waits, looks at the time or throws dice does it through the ``CallFunnelClient``'s timing. Tests
/// hand in a clock they move themselves and a repeatable `random`; the same inputs then give the same run.
public struct Timing: Sendable {
    /// Time passed on the clock since this value was made. Never goes back.
    package let elapsed: @Sendable () -> Duration
    /// Sleeps until ``elapsed`` reaches the given value. Throws `CancellationError` when the task is cancelled.
    package let sleep: @Sendable (_ until: Duration) async throws -> Void
    /// The time of day, as this machine has it.
    package let now: @Sendable () -> Timestamp
    /// A number in `0..<1`, for jitter.
    package let random: @Sendable () -> Double

    /// - Parameters:
    ///   - clock: what waits are measured on.
    ///   - now: the time of day; only compared with the service's timestamps, never used to wait.
    ///   - random: a number in `0..<1`, used to spread requests; it has no part in security.
    public init(
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Date = { Date() },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        let hands = Self.hands(of: clock)
        self.elapsed = hands.elapsed
        self.sleep = hands.sleep
        self.now = { Timestamp(now()) }
        self.random = random
    }

    /// The machine's monotonic clock, its time of day, and its random numbers.
    public static var system: Timing { Timing() }

    private struct Hands {
        let elapsed: @Sendable () -> Duration
        let sleep: @Sendable (Duration) async throws -> Void
    }

    /// Opens the existential once: `sleep(until:)` cannot be called on `any Clock`.
    private static func hands(of clock: some Clock<Duration>) -> Hands {
        let start = clock.now
        return Hands(
            elapsed: { start.duration(to: clock.now) },
            sleep: { try await clock.sleep(until: start.advanced(by: min($0, longestSleep)), tolerance: nil) }
        )
    }

    /// 34 years: `ContinuousClock` ends the process for deadlines that do not fit its nanoseconds.
    private static let longestSleep: Duration = .seconds(1 << 30)
}
