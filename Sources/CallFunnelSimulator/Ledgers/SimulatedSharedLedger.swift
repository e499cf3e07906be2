// SPDX-License-Identifier: Apache-2.0

public import CallFunnel
import Synchronization

/// A ledger that processes share, in the memory of one test: it outlives the simulated processes, which come and go.
///
/// Each process takes a ``handle()`` and crashes by ``freeze()``: what its code still does on its way out then goes
/// nowhere. Handles yield before and after everything they change, so that a crash can come between any two steps.
///
/// ```swift
/// import CallFunnel
/// import CallFunnelSimulator
///
/// let world = SimulatedWorld(seed: 7)
/// let store = SimulatedSharedLedger(timing: world.clock.timing())
/// let key = EventKey(.callCompleted, "call_1")
/// _ = try world.run(crashingAfter: 3, freeze: { store.freeze() }) {
///     await store.handle().record(LedgerEntry(keys: [key]))
/// }
/// store.thaw()
/// let unrecorded = try world.run { await store.handle().unrecorded(of: [key]) }
/// print("to be handled again: \(unrecorded)")
/// ```
public final class SimulatedSharedLedger: Sendable {
    struct Claim {
        let owner: String
        let until: Duration
    }

    struct State {
        /// When each recorded event was last seen.
        var recorded: [EventKey: Duration] = [:]
        var claims: [EventKey: Claim] = [:]
        var marks: [String: String] = [:]
        /// Handles of earlier epochs belong to processes that crashed.
        var epoch = 0
        var isFrozen = false
    }

    private let state = Mutex(State())
    private let timing: Timing
    private let lease: Duration
    private let retention: Duration

    /// - Parameters:
    ///   - lease: how long a claim holds that is neither recorded nor released.
    ///   - retention: how long an event is kept after it was last seen. Shorter ones than the SDK's ledgers take are
    ///     allowed, to see what comes of them.
    ///   - timing: the clock of leases and retention, which runs on when processes crash.
    public init(
        lease: Duration = .seconds(300), retention: Duration = .seconds(7 * 24 * 3600), timing: Timing
    ) {
        self.lease = lease
        self.retention = retention
        self.timing = timing
    }

    /// The ledger as one process sees it, until that crashes.
    public func handle() -> Handle {
        Handle(store: self, epoch: state.withLock { $0.epoch })
    }

    /// All processes crash: what their handles write from here on goes nowhere, also after ``thaw()``.
    public func freeze() {
        state.withLock {
            $0.epoch += 1
            $0.isFrozen = true
        }
    }

    /// New processes may start.
    public func thaw() {
        state.withLock { $0.isFrozen = false }
    }

    /// Everything that is recorded, in the order of keys.
    public var recorded: [EventKey] {
        state.withLock { $0.recorded.keys.sorted() }
    }

    /// The events that somebody handles right now, in the order of keys.
    public var leased: [EventKey] {
        let now = timing.elapsed()
        return state.withLock { state in state.claims.filter { $0.value.until > now }.keys.sorted() }
    }

    /// One step of a process. Of one that crashed only the answer is left, for whoever still waits for it.
    func step<Answer: Sendable>(of handle: Handle, _ body: (inout State, Moment) -> Answer) -> Answer {
        let moment = Moment(now: timing.elapsed(), lease: lease, retention: retention)
        return state.withLock { state in
            guard !state.isFrozen, handle.epoch == state.epoch, !handle.isFrozen else {
                var lost = state
                return body(&lost, moment)
            }
            return body(&state, moment)
        }
    }

    struct Moment {
        let now: Duration
        let lease: Duration
        let retention: Duration
    }
}
