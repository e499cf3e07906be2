// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// Reads a world's history and writes down where it breaks the promise: every event at least once, in order per
/// resource, repeated only for a reason, and nothing invented.
struct Comparison {
    let plan: WorldPlan
    let facts: WorldFacts
    private(set) var violations: [String] = []

    /// The truth's entries by key.
    let truth: [String: TruthEntry]
    /// Deliveries of each key, in order.
    var deliveries: [String: [Delivered]] = [:]
    /// Keys delivered of each resource, in the order of their first delivery.
    var resources: [String: [String]] = [:]
    /// SDK keys that the ledger said it has recorded, and those it was asked to record.
    var recorded: Set<String> = []
    var recording: Set<String> = []
    var watchers: [Int: WatcherState] = [:]
    var watch = Obligations()

    struct Delivered {
        let watcher: Int
        let at: Timestamp
        let index: Int
        let delivery: WorldDelivery
        var acknowledgedAt: Timestamp?
        /// How many loops of the watcher had ended by then.
        var loop = 0
    }

    struct WatcherState {
        var isGone = false
        /// How many of its loops have ended.
        var loops = 0
        /// Loops that had ended when a repeat was last put down to it.
        var repeatedLoops = 0
        /// Acknowledged events that were delivered again after it was gone.
        var acknowledgedRepeats = 0
        var unacknowledgedRepeats = 0
    }

    /// Acknowledged events a crash may bring back: the one that was being recorded.
    static let mostUnrecorded = 1

    init(plan: WorldPlan, facts: WorldFacts) {
        self.plan = plan
        self.facts = facts
        truth = Dictionary(facts.truth.entries.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func violate(_ text: String) {
        violations.append(text)
    }

    mutating func read(_ entries: [WorldHistory.Entry]) {
        for (index, entry) in entries.enumerated() {
            switch entry.moment {
            case .opened(let watcher): watchers[watcher] = WatcherState()
            case .answered(let watcher, let request): watch.answered(watcher, request, at: entry.at)
            case .delivered(let watcher, let delivery):
                deliver(Delivered(watcher: watcher, at: entry.at, index: index, delivery: delivery))
            case .acknowledged(let watcher, let key):
                if let last = deliveries[key]?.indices.last, deliveries[key]?[last].watcher == watcher {
                    deliveries[key]?[last].acknowledgedAt = entry.at
                }
            case .leased(let watcher, let key): watch.forget(key, of: watcher)
            case .recording(_, let entry): recording.formUnion(entry.keys.map(\.description))
            case .recorded(_, let recordedEntry):
                recorded.formUnion(recordedEntry.keys.map(\.description))
                watch.recorded(recordedEntry, at: entry.at)
            case .left(let watcher, let error):
                watchers[watcher]?.loops += 1
                if error != nil { watch.forget(watcher) }
            case .broken(let watcher, let error): violate("the stream of watcher \(watcher) ended with \(error)")
            case .gone(let watcher, _):
                watchers[watcher]?.isGone = true
                watch.forget(watcher)
            case .unopened(let error): violate("the ledger cannot be opened: \(error.message)")
            case .gap: break
            case .epoch: for watcher in watchers.keys.sorted() { watchers[watcher]?.isGone = true }
            }
        }
    }

    mutating func finish() {
        checkMissing()
        checkLevels()
        for number in watchers.keys.sorted() {
            guard let watcher = watchers[number] else { continue }
            if watcher.acknowledgedRepeats > Self.mostUnrecorded {
                violate("watcher \(number) left \(watcher.acknowledgedRepeats) acknowledged events unrecorded")
            }
            if watcher.unacknowledgedRepeats > max(1, watcher.loops) {
                violate("watcher \(number) had \(watcher.unacknowledgedRepeats) unacknowledged events repeated")
            }
        }
    }
}

// What is known when an event is delivered.
extension Comparison {
    private mutating func deliver(_ delivered: Delivered) {
        let key = delivered.delivery.key
        checkInvented(delivered)
        checkRepeat(delivered)
        checkOvertaking(delivered)
        if deliveries[key] == nil { resources[resource(of: delivered.delivery), default: []].append(key) }
        var delivered = delivered
        delivered.loop = watchers[delivered.watcher]?.loops ?? 0
        deliveries[key, default: []].append(delivered)
    }

    /// A run and its calls are one resource, also where a call does not say which run it is in.
    private func resource(of delivery: WorldDelivery) -> String {
        let subject = String(delivery.key.drop { $0 != "/" }.dropFirst())
        return facts.runOfCall[subject].flatMap { delivery.resource.hasPrefix("call/") ? "run/\($0)" : nil }
            ?? delivery.resource
    }

    private mutating func checkInvented(_ delivered: Delivered) {
        let delivery = delivered.delivery
        guard !delivery.type.isLevel else { return }
        guard let entry = truth[delivery.key] else { return violate("invented: \(delivery.key)") }
        if !delivery.wasPushed, delivered.at < entry.readableAt {
            violate("\(delivery.key) was delivered before it could be read")
        }
    }

    private mutating func checkRepeat(_ delivered: Delivered) {
        let key = delivered.delivery.key
        if recorded.contains(delivered.delivery.sdkKey) {
            return violate("\(key) was delivered to watcher \(delivered.watcher) after it was recorded")
        }
        guard let last = deliveries[key]?.last, let watcher = watchers[last.watcher] else { return }
        if watcher.isGone {
            if last.acknowledgedAt == nil {
                watchers[last.watcher]?.unacknowledgedRepeats += 1
            } else {
                watchers[last.watcher]?.acknowledgedRepeats += 1
            }
        } else if last.delivery.wasPushed, last.acknowledgedAt == nil, watcher.loops > last.loop {
            // Its loop was left, so the service was told to come again and anybody may have it.
            return
        } else if last.watcher == delivered.watcher {
            guard last.acknowledgedAt == nil else { return violate("\(key) was repeated although acknowledged") }
            guard watcher.loops > watcher.repeatedLoops else { return violate("\(key) was repeated within a loop") }
            watchers[last.watcher]?.repeatedLoops = watcher.loops
        } else if let acknowledged = last.acknowledgedAt, acknowledged.advanced(by: .seconds(2)) < delivered.at {
            violate("\(key), acknowledged at \(acknowledged), was not recorded in time and was delivered twice")
        } else if last.at.advanced(by: last.delivery.wasPushed ? WorldPlan.lease - .seconds(25) : WorldPlan.lease)
            > delivered.at
        {
            // A push is claimed when it arrives, up to its deadline of 20 s before it is handed out.
            violate("\(key) was delivered to watcher \(delivered.watcher) while \(last.watcher) handled it")
        }
    }

    /// Nothing may come before an earlier event of its resource is done with.
    private mutating func checkOvertaking(_ delivered: Delivered) {
        let type = delivered.delivery.type
        // Pushes come in any order.
        guard !type.isLevel, !delivered.delivery.wasPushed else { return }
        for earlier in resources[resource(of: delivered.delivery)] ?? [] {
            guard let last = deliveries[earlier]?.last, last.delivery.type.rank < type.rank else { continue }
            // Announced while the service gave it no time, and not any more once that was before the start.
            if case .since(let start) = plan.start, truth[earlier].map({ $0.at < start }) ?? false { continue }
            let isDone = last.watcher == delivered.watcher && last.acknowledgedAt != nil
            if !isDone, !recording.contains(last.delivery.sdkKey) {
                violate("\(delivered.delivery.key) overtook \(earlier), which nobody had finished")
            }
        }
    }
}

extension EventType {
    /// Of the wallet or the account: numbered by the watcher, so known by its time.
    var isLevel: Bool { [.walletLow, .walletExhausted, .tenantSuspended].contains(self) }

    /// Its place among the events of its resource.
    var rank: Int {
        switch self {
        case .runStarted, .messageSent, .approvalRequested: 0
        case .runEnded: 2
        default: 1
        }
    }
}
