// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Synchronization

/// One thing that was seen in a world, other than what happened in the account.
enum WorldMoment: Sendable {
    /// A watcher was made.
    case opened(watcher: Int)
    /// A request was answered.
    case answered(watcher: Int, ServedRequest)
    case delivered(watcher: Int, WorldDelivery)
    /// The consumer asked for the next event.
    case acknowledged(watcher: Int, key: String)
    /// A claim was refused, because somebody else's lease is alive.
    case leased(watcher: Int, key: String)
    /// The ledger was asked to record.
    case recording(watcher: Int, LedgerEntry)
    /// The ledger said that it had.
    case recorded(watcher: Int, LedgerEntry)
    /// A loop ended; nil is without an error.
    case left(watcher: Int, CallFunnelError.Code?)
    /// A stream ended with an error that should not have ended it.
    case broken(watcher: Int, CallFunnelError.Code)
    /// A watcher is gone with what it knew: its process crashed, or it was let go.
    case gone(watcher: Int, crashed: Bool)
    /// The ledger could not be opened.
    case unopened(CallFunnelError)
    case epoch(Int, crashed: Bool)
    /// What the watcher noticed about what it may have missed.
    case gap(watcher: Int, Watcher.Gap)
}

/// An event as a consumer got it.
struct WorldDelivery: Sendable {
    /// As the ledger knows it.
    let sdkKey: String
    /// As the simulator's truth names it.
    let key: String
    let type: EventType
    let resource: String
    let occurredAt: Timestamp?
    let wasPushed: Bool
}

/// What was seen in a world, in order.
final class WorldHistory: Sendable {
    struct Entry: Sendable {
        let at: Timestamp
        let moment: WorldMoment
    }

    private struct State {
        var entries: [Entry] = []
        var watchers = 0
    }

    private let state = Mutex(State())
    private let clock: SimulatedClock

    init(clock: SimulatedClock) {
        self.clock = clock
    }

    var entries: [Entry] { state.withLock { $0.entries } }

    func add(_ moment: WorldMoment) {
        let entry = Entry(at: clock.time, moment: moment)
        state.withLock { $0.entries.append(entry) }
    }

    /// A number for a new watcher.
    func open() -> Int {
        let number = state.withLock { state in
            state.watchers += 1
            return state.watchers
        }
        add(.opened(watcher: number))
        return number
    }
}
