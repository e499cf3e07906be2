// SPDX-License-Identifier: Apache-2.0

import CallFunnel

// Crossings of the wallet's lines and suspensions: known by their time, since everybody numbers what he has seen.
extension Comparison {
    mutating func checkLevels() {
        var announced: [LevelEpisode: String] = [:]
        for key in deliveries.keys.sorted() {
            for delivered in deliveries[key] ?? [] where delivered.delivery.type.isWallet {
                guard let episode = facts.episodes.first(where: { $0.holds(delivered.delivery) }) else {
                    violate("invented: \(key), read at \(delivered.delivery.occurredAt?.description ?? "no time")")
                    continue
                }
                if let other = announced[episode], other != key { violate("\(other) and \(key) are one crossing") }
                announced[episode] = key
            }
        }
        for episode in facts.episodes where watch.owed.contains(episode.key) && announced[episode] == nil {
            // A wallet that was low at the start is not always news.
            if plan.start != .everything, !watch.isSettled(before: episode.from, sources: plan.sources.count) {
                continue
            }
            if case .since(let start) = plan.start, episode.from < start { continue }
            violate("missing: the crossing \(episode.key) from \(episode.from) to \(episode.to?.description ?? "now")")
        }
        let numbers = deliveries.values.joined().map { delivered in
            "\(delivered.delivery.type) #" + (delivered.delivery.sdkKey.split(separator: "#").last ?? "")
        }
        for crossing in watch.found.subtracting(numbers).sorted() { violate("missing: \(crossing), found by a poll") }
        checkSuspensions()
    }

    private mutating func checkSuspensions() {
        let delivered = deliveries.keys.filter { $0.hasPrefix("tenant.suspended/") }
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
