// SPDX-License-Identifier: Apache-2.0

public import CallFunnel
import Synchronization

/// A pump and a clock turned together: runs a whole asynchronous program on the calling thread, in virtual time.
///
/// ```swift
/// import CallFunnel
/// import CallFunnelSimulator
///
/// let world = SimulatedWorld(seed: 7)
/// let total = try world.run {
///     try await world.clock.sleep(for: .seconds(3600))
///     return 42
/// }
/// ```
/// An hour passes at once. The same seed repeats the run job by job; other seeds interleave the tasks differently.
/// Call it from a synchronous function, and let nothing else await while it runs. A world is used by one thread.
public final class SimulatedWorld: Sendable {
    /// What a run may use up before it counts as stalled.
    public struct Limits: Sendable {
        /// Jobs without time passing; more means that something spins.
        public var jobsPerInstant: Int
        /// Virtual time since the clock's start.
        public var time: Duration

        public init(jobsPerInstant: Int = 1_000_000, time: Duration = .seconds(30 * 86_400)) {
            self.jobsPerInstant = jobsPerInstant
            self.time = time
        }
    }

    /// How a run that may be cut off ended.
    public enum Outcome<Value: Sendable>: Sendable {
        /// The program returned by itself after so many jobs.
        case finished(Value, jobs: Int)
        /// It was cut off.
        case crashed
    }

    /// Runs every program of this world.
    public let pump: Pump
    /// Give its ``SimulatedClock/timing(seed:skew:)`` to whatever waits or looks at the time.
    public let clock: SimulatedClock
    public let limits: Limits
    private let background = Mutex<[Task<Void, Never>]>([])

    /// - Parameters:
    ///   - seed: picks among runnable jobs; nil runs them in order.
    ///   - epoch: the time of day at the start; 2026-06-01T07:30:45Z unless given.
    public init(seed: UInt64? = nil, epoch: Timestamp? = nil, limits: Limits = Limits()) {
        pump = Pump(seed: seed)
        clock = epoch.map { SimulatedClock(epoch: $0) } ?? SimulatedClock()
        self.limits = limits
    }

    /// Starts a task beside the programs to come, such as a scenario that goes on while programs crash and restart.
    ///
    /// It moves only while a program runs. ``close()`` cancels it.
    public func start(_ body: @escaping @Sendable () async -> Void) {
        let task = Task(executorPreference: pump) { await body() }
        background.withLock { $0.append(task) }
    }

    /// Runs a program to its end.
    ///
    /// - Throws: what the program throws, or a ``WorldStall`` when it can never end. `Value` must not be a tuple.
    public func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let program = Program(on: pump, body)
        guard try drive(program, jobs: .max) != nil else { throw stall("the program ran out of jobs") }
        return try program.value(or: stall("the program left no result"))
    }

    /// Runs a program and cuts it off after so many jobs, as a crash would.
    ///
    /// The store the program writes to must be frozen first, because cancelled code still runs to its end: `freeze` is
    /// called before anything is cancelled. Crash points exist only where a task suspends.
    public func run<Value: Sendable>(
        crashingAfter jobs: Int,
        freeze: () -> Void = {},
        _ body: @escaping @Sendable () async throws -> Value
    ) throws -> Outcome<Value> {
        let program = Program(on: pump, body)
        if let used = try drive(program, jobs: jobs) {
            return .finished(try program.value(or: stall("the program left no result")), jobs: used)
        }
        freeze()
        program.cancel()
        guard try drive(program, jobs: .max) != nil else { throw stall("the crashed program never ended") }
        return .crashed
    }

    /// Cancels everything that is left and lets it end, so that nothing of this world stays in memory.
    public func close() {
        let tasks = background.withLock { tasks in
            defer { tasks = [] }
            return tasks
        }
        for task in tasks { task.cancel() }
        clock.kill()
        pump.run(limit: limits.jobsPerInstant)
    }

    /// - Returns: the jobs used when the program ended; nil when it was still running after `jobs` of them.
    private func drive<Value>(_ program: Program<Value>, jobs: Int) throws -> Int? {
        var used = 0
        var atInstant = 0
        while !program.isDone {
            guard used < jobs else { return nil }
            if pump.run(limit: 1) == 1 {
                used += 1
                atInstant += 1
                if atInstant > limits.jobsPerInstant { throw abandon(program, "jobs keep coming but no time passes") }
                continue
            }
            let before = clock.now
            guard clock.step() else { throw abandon(program, "nothing is left to run and nobody sleeps") }
            if clock.now > before { atInstant = 0 }
            if clock.now.offset > limits.time { throw abandon(program, "it runs for longer than allowed") }
        }
        if pump.foreignEnqueues > 0 { throw abandon(program, "work came from another thread") }
        return used
    }

    private func abandon<Value>(_ program: Program<Value>, _ reason: String) -> WorldStall {
        let stall = stall(reason)
        program.cancel()
        close()
        return stall
    }

    private func stall(_ reason: String) -> WorldStall {
        WorldStall(
            reason: reason, at: clock.now.offset, pending: pump.pending, deadlines: clock.deadlines,
            foreignEnqueues: pump.foreignEnqueues
        )
    }
}
