// SPDX-License-Identifier: Apache-2.0

/// A program in a ``SimulatedWorld`` that can never end, and what the world looked like then.
///
/// The usual cause of "nothing is left to run" is a task that left the pump: `Task {}`, the main actor, a real timer.
public struct WorldStall: Error, CustomStringConvertible {
    /// A clause for the one who reads the log.
    public let reason: String
    /// Virtual time since the clock's start.
    public let at: Duration
    /// Jobs that waited to be run.
    public let pending: Int
    /// Armed sleeps, earliest first, since the clock's start.
    public let deadlines: [Duration]
    /// Jobs that came from another thread.
    public let foreignEnqueues: Int

    public var description: String {
        let sleeps = deadlines.isEmpty ? "no sleeps" : "sleeps until \(deadlines.prefix(5))"
        return "world stalled at \(at): \(reason) (\(pending) jobs, \(sleeps), \(foreignEnqueues) foreign enqueues)"
    }
}
