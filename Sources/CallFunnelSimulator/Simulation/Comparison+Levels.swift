// SPDX-License-Identifier: Apache-2.0

import CallFunnel

// Crossings of the wallet's lines and suspensions: known by their time, since everybody numbers what he has seen.
extension Comparison {
    mutating func checkLevels() {
        var announced: [LevelEpisode: String] = [:]
        for key in deliveries.keys.sorted() {
            for delivered in deliveries[key] ?? [] where delivered.delivery.type.isWallet {
                // Two may touch within a second; a crossing that nobody announced yet is the likelier one.
                let held = facts.episodes.filter { $0.holds(delivered.delivery) }
                guard
                    let episode = held.first(where: { announced[$0] == key })
                        ?? held.first(where: { announced[$0] == nil }) ?? held.first
                else {
                    violate("invented: \(key), read at \(delivered.delivery.occurredAt?.description ?? "no time")")
                    continue
                }
                if plan.pushes == nil, let other = announced[episode], other != key {
                    violate("\(other) and \(key) are one crossing")
                }
                announced[episode] = key
            }
        }
        // A crossing that is pushed and one that is polled are told apart by time only, so one can stand for another.
        guard plan.pushes == nil else { return checkLevelsOfLanes() }
        for episode in facts.episodes where watch.owed.contains(episode.key) && announced[episode] == nil {
            // A wallet that was low at the start is not always news.
            if plan.start != .everything, !watch.isSettled(before: episode.from, sources: plan.sources.count) {
                continue
            }
            if case .since(let start) = plan.start, episode.from < start { continue }
            violate("missing: the crossing \(episode.key) from \(episode.from) to \(episode.to?.description ?? "now")")
        }
        checkFound()
        checkSuspensions()
    }

    private mutating func checkLevelsOfLanes() {
        checkFound()
        for type in [EventType.walletLow, .walletExhausted, .tenantSuspended] {
            let owed = watch.owed.contains { $0.hasPrefix("\(type)/") }
            if owed, !deliveries.keys.contains(where: { $0.hasPrefix("\(type)/") }) { violate("missing: any \(type)") }
        }
    }

    private mutating func checkFound() {
        let numbers = deliveries.values.joined().map { delivered in
            "\(delivered.delivery.type) #" + (delivered.delivery.sdkKey.split(separator: "#").last ?? "")
        }
        for crossing in watch.found.subtracting(numbers).sorted() { violate("missing: \(crossing), found by a poll") }
    }

    private mutating func checkSuspensions() {
        // The tenant may have been unknown at first.
        let keys = deliveries.keys.filter { $0.hasPrefix("tenant.suspended/") }
        let delivered = Set(keys.map { $0.drop { $0 != "#" } })
        let happened = facts.truth.entries.filter { $0.eventType == .tenantSuspended }
        // Watchers count the suspensions they see by themselves, so several may announce one each.
        if delivered.count > happened.count * plan.skews.count {
            violate("invented: \(delivered.count) of \(happened.count) suspensions")
        }
        if watch.owesSuspension, delivered.isEmpty { violate("missing: a suspension") }
    }
}

extension LevelEpisode {
    /// Readings carry the time of the answer's `Date`, which has whole seconds.
    fileprivate func holds(_ delivery: WorldDelivery) -> Bool {
        guard key.hasPrefix("\(delivery.type)/"), let time = delivery.occurredAt else { return false }
        let begin = from.advanced(by: .seconds(-1))
        return time >= begin && to.map { time <= $0 } ?? true
    }
}

extension EventType {
    fileprivate var isWallet: Bool { [.walletLow, .walletExhausted].contains(self) }
}
