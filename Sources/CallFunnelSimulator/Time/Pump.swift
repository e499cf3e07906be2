// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// An executor that runs only when it is told to, on the thread that tells it.
///
/// A program whose tasks prefer a pump stands still between two calls of ``run(limit:)``. So "no job is left" means
/// that every task sleeps or waits, and the order of jobs is first come, first served, or picked by a seed: the same
/// seed then gives the same interleaving, and other seeds give others. Most tests want ``SimulatedWorld``, which turns
/// a pump and a clock together.
///
/// What leaves a pump: `Task {}`, `Task.detached`, the main actor, and actors with an executor of their own.
public final class Pump: TaskExecutor, SerialExecutor, Sendable {
    private struct State {
        var jobs: [UnownedJob] = []
        var head = 0
        var picker: SeededGenerator?
        var home: ObjectIdentifier?
        var foreign = 0

        mutating func take() -> UnownedJob? {
            guard head < jobs.count else { return nil }
            if let choice = picker?.below(jobs.count - head) { jobs.swapAt(head, head + choice) }
            defer {
                head += 1
                if head == jobs.count || head > 1024 {
                    jobs.removeFirst(head)
                    head = 0
                }
            }
            return jobs[head]
        }
    }

    private let state: Mutex<State>

    /// - Parameter seed: picks the next job among the runnable ones; nil takes them in order.
    public init(seed: UInt64? = nil) {
        state = Mutex(State(picker: seed.map { SeededGenerator(seed: $0) }))
    }

    /// Takes a job in; called by the Swift runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let thread = ObjectIdentifier(Thread.current)
        state.withLock {
            if let home = $0.home, home != thread { $0.foreign += 1 }
            $0.jobs.append(job)
        }
    }

    /// Runs jobs on the calling thread until none is left, or `limit` of them were run.
    ///
    /// - Returns: how many were run.
    @discardableResult
    public func run(limit: Int = .max) -> Int {
        let thread = ObjectIdentifier(Thread.current)
        var count = 0
        while count < limit {
            let next = state.withLock {
                $0.home = thread
                return $0.take()
            }
            guard let next else { break }
            next.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
            count += 1
        }
        return count
    }

    /// Jobs waiting to be run.
    public var pending: Int {
        state.withLock { $0.jobs.count - $0.head }
    }

    /// Jobs that came from another thread than the one that runs them. Above zero, runs cannot be repeated.
    public var foreignEnqueues: Int {
        state.withLock { $0.foreign }
    }
}
