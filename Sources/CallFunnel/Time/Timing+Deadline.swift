// SPDX-License-Identifier: Apache-2.0

/// How work that was given a deadline ended.
package enum Timed<Value: Sendable>: Sendable {
    case finished(Value)
    case failed(any Error)
    /// The deadline came first; the work was cancelled and has returned since.
    case timedOut
}

extension Timing {
    /// Runs `work` until it ends or ``elapsed`` reaches `deadline`, whichever is first.
    ///
    /// At the deadline the work is cancelled and then waited for, because a child task cannot outlive its group. Work
    /// that finishes late all the same counts as finished. Nothing here throws: a tuple or a rethrow across this many
    /// suspensions is what Swift 6.3 miscompiles in release builds.
    package func run<Value: Sendable>(
        until deadline: Duration,
        _ work: @escaping @Sendable () async throws -> Value
    ) async -> Timed<Value> {
        await withTaskGroup(of: Timed<Value>.self) { group in
            group.addTask {
                do {
                    let value = try await work()
                    return .finished(value)
                } catch {
                    return .failed(error)
                }
            }
            group.addTask {
                try? await sleep(deadline)
                return .timedOut
            }
            var first: Timed<Value> = .timedOut
            if let ended = await group.next() { first = ended }
            group.cancelAll()
            guard case .timedOut = first, let late = await group.next() else { return first }
            if Task.isCancelled { return late }
            if case .finished = late { return late }
            return .timedOut
        }
    }
}
