// SPDX-License-Identifier: Apache-2.0

/// What only one watcher of a ledger may read at a time, for which it claims a key that is never recorded.
///
/// Two watchers must not be at once in what is compared with marks: a first poll, unless it announces everything, says
/// what was there before the start, and crossings of levels are counted. Everything else is compared event by event, and
/// needs no hold.
enum SourceHold {
    private static let type = EventType(rawValue: "watcher.hold")

    /// The key to claim before a poll of the source; nil if none is needed.
    ///
    /// - Parameter setsBaseline: whether the poll says what was there before the start.
    static func key(for source: Watcher.Source, setsBaseline: Bool) -> EventKey? {
        setsBaseline || source.kind.isWallet ? EventKey(type, source.name) : nil
    }
}

extension WatchSession {
    /// Those of the due sources that may be polled now. The others are left to the watcher that is at them, and are due
    /// again after a cadence.
    mutating func hold(_ due: [Int]) async throws(CallFunnelError) -> [Int] {
        var free: [Int] = []
        let before = held.count
        for index in due {
            let source = setup.sources[index]
            let setsBaseline = setup.start != .everything && marks["\(source.name)/baseline"] == nil
            guard let key = SourceHold.key(for: source, setsBaseline: setsBaseline) else {
                free.append(index)
                continue
            }
            if try await hold(key) {
                free.append(index)
            } else {
                schedules[index].skipped(at: setup.timing.elapsed(), random: setup.timing.random())
            }
        }
        // Whoever was at them before has moved their marks.
        if held.count > before { try await loadMarks(of: due) }
        return free
    }

    /// Whether the key is this watcher's until its batch is done.
    private mutating func hold(_ key: EventKey) async throws(CallFunnelError) -> Bool {
        do {
            guard try await setup.ledger.claim(key, for: setup.owner) == .granted else {
                setup.observe(.heldBack(key))
                return false
            }
        } catch {
            throw CallFunnelError(ledger: error)
        }
        held.append(key)
        return true
    }

    /// Nothing of what was read is left to be handled or recorded.
    mutating func releaseHeld() async throws(CallFunnelError) {
        guard !held.isEmpty else { return }
        do {
            try await setup.ledger.release(held, for: setup.owner)
        } catch {
            throw CallFunnelError(ledger: error)
        }
        held = []
    }
}
