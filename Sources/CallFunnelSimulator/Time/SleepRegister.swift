// SPDX-License-Identifier: Apache-2.0

/// Who sleeps until when. Decides inside the clock's lock; what it returns acts outside of it.
struct SleepRegister {
    struct Sleeper {
        let id: UInt64
        let deadline: Duration
        let continuation: CheckedContinuation<Void, any Error>
    }

    struct Watcher {
        let id: UInt64
        let deadline: Duration
        let continuation: CheckedContinuation<Void, Never>
    }

    /// Continuations to resume once the lock is released.
    struct Effects {
        var wake: [Sleeper] = []
        var fail: [Sleeper] = []
        var notify: [Watcher] = []

        func act() {
            for sleeper in wake { sleeper.continuation.resume() }
            for sleeper in fail { sleeper.continuation.resume(throwing: CancellationError()) }
            for watcher in notify { watcher.continuation.resume() }
        }
    }

    private(set) var now: Duration = .zero
    /// In the order they were armed.
    private(set) var sleepers: [Sleeper] = []
    private var watchers: [Watcher] = []
    private var cancelled: Set<UInt64> = []
    private var dead = false
    private var lastID: UInt64 = 0

    mutating func nextID() -> UInt64 {
        lastID += 1
        return lastID
    }

    mutating func arm(_ sleeper: Sleeper) -> Effects {
        if dead || cancelled.contains(sleeper.id) { return Effects(fail: [sleeper]) }
        if sleeper.deadline <= now { return Effects(wake: [sleeper]) }
        sleepers.append(sleeper)
        let notify = watchers.filter { $0.deadline == sleeper.deadline }
        watchers.removeAll { $0.deadline == sleeper.deadline }
        return Effects(notify: notify)
    }

    mutating func watch(_ watcher: Watcher) -> Effects {
        let armed = sleepers.contains { $0.deadline == watcher.deadline }
        if dead || armed || cancelled.contains(watcher.id) { return Effects(notify: [watcher]) }
        watchers.append(watcher)
        return Effects()
    }

    /// Cancellation may come before the continuation is stored, so an unknown id is remembered.
    mutating func cancel(_ id: UInt64) -> Effects {
        if let index = sleepers.firstIndex(where: { $0.id == id }) {
            return Effects(fail: [sleepers.remove(at: index)])
        }
        if let index = watchers.firstIndex(where: { $0.id == id }) {
            return Effects(notify: [watchers.remove(at: index)])
        }
        cancelled.insert(id)
        return Effects()
    }

    mutating func forget(_ id: UInt64) {
        cancelled.remove(id)
    }

    mutating func step() -> Effects? {
        guard var earliest = sleepers.indices.first else { return nil }
        for index in sleepers.indices where sleepers[index].deadline < sleepers[earliest].deadline {
            earliest = index
        }
        let sleeper = sleepers.remove(at: earliest)
        now = max(now, sleeper.deadline)
        return Effects(wake: [sleeper])
    }

    mutating func advance(to offset: Duration) -> Effects {
        now = max(now, offset)
        let due = sleepers.filter { $0.deadline <= now }
        sleepers.removeAll { $0.deadline <= now }
        let ordered = due.sorted { ($0.deadline, $0.id) < ($1.deadline, $1.id) }
        return Effects(wake: ordered)
    }

    mutating func kill() -> Effects {
        dead = true
        defer {
            sleepers = []
            watchers = []
        }
        return Effects(fail: sleepers, notify: watchers)
    }
}
