// SPDX-License-Identifier: Apache-2.0

import CallFunnel

// At the end: what is missing, what came out of order, and what should not have been announced.
extension Comparison {
    mutating func checkMissing() {
        for entry in facts.truth.entries where !entry.eventType.isLevel && isWatched(entry) {
            let wasThere = wasThereAtTheStart(entry)
            if deliveries[entry.key] != nil {
                if wasThere { violate("\(entry.key) was there before the start and was announced") }
                checkFirstOrder(entry)
            } else if isOwed(entry, wasThere: wasThere) {
                violate("missing: \(entry.key), readable at \(entry.readableAt)")
            }
        }
    }

    /// Whether anything that was asked for shows the event, while it shows it.
    private func isWatched(_ entry: TruthEntry) -> Bool {
        switch entry.endpoint {
        case .runs(let workflow): plan.workflows.contains(workflow)
        case .timeline(let phone): plan.phones.contains(phone)
        case .approvals(let status): plan.watchesEveryDecision || ["pending", "approved"].contains(status)
        case .balance, .any: false
        }
    }

    private func isOwed(_ entry: TruthEntry, wasThere: Bool) -> Bool {
        switch plan.start {
        case .everything: break
        case .now:
            if wasThere || !watch.isSettled(before: entry.readableAt, sources: plan.sources.count) { return false }
        case .since(let start):
            // A run that is shown as its call carries the call's times.
            if shownTime(entry) < start || (plan.shape.inlineCalls && entry.resource.hasPrefix("run/")) { return false }
        }
        switch entry.eventType {
        case .approvalRequested: return staysReadable(entry) || watch.owed.contains(entry.key)
        case .messageSent, .messageDelivered, .messageReplied: return !isCrowded(entry)
        // A list of only some runs shows a run for a while.
        default: return plan.shape.listedRuns == nil || watch.owed.contains(entry.key)
        }
    }

    /// An approval that was denied leaves every list that is read.
    private func staysReadable(_ entry: TruthEntry) -> Bool {
        let id = entry.key.dropFirst("approval.requested/".count)
        guard let approval = facts.approvals.first(where: { $0.id == id }) else { return false }
        let lists = ["pending", "approved"] + (plan.watchesEveryDecision ? ["denied", "countered"] : [])
        return lists.contains(approval.status)
    }

    /// More turns at one instant than a page shows cannot be read.
    private func isCrowded(_ entry: TruthEntry) -> Bool {
        let id = entry.resource.dropFirst("turn/".count)
        guard let turn = facts.turns.first(where: { $0.id == id }) else { return false }
        return facts.turns.count { $0.phone == turn.phone && $0.at == turn.at } >= plan.pageSize
    }

    private func wasThereAtTheStart(_ entry: TruthEntry) -> Bool {
        guard let first = watch.firstRequest[entry.endpoint.path] else { return false }
        switch plan.start {
        case .everything: return false
        case .now: break
        case .since(let start):
            if shownTime(entry) >= start { return false }
        }
        // Between the list it left and the one it appears in late, an approval is nowhere.
        let approval = facts.approvals.first { entry.resource == "approval/\($0.id)" }
        if approval?.decisionReadableAt != nil { return false }
        // A list that shows only some runs may show later what was there before, and a run that is shown as its call
        // carries the call's times.
        if plan.shape.listedRuns != nil || plan.shape.inlineCalls,
            entry.resource.hasPrefix("run/") || entry.resource.hasPrefix("call/")
        {
            return false
        }
        // The first poll may need several attempts, and what is dated after the first of them looks like news.
        if plan.start == .now, shownTime(entry) > first { return false }
        return entry.readableAt < first
    }

    /// The time the service gives the event: a message's and a decision's own, and otherwise when it happened.
    private func shownTime(_ entry: TruthEntry) -> Timestamp {
        if entry.eventType == .approvalResolved {
            return facts.approvals.first { entry.resource == "approval/\($0.id)" }?.decidedAt ?? entry.at
        }
        guard entry.eventType != .messageDelivered, entry.resource.hasPrefix("turn/") else { return entry.at }
        return facts.turns.first { entry.resource == "turn/\($0.id)" }?.at ?? entry.at
    }

    /// What came first in the account was first delivered first.
    private mutating func checkFirstOrder(_ entry: TruthEntry) {
        guard let mine = deliveries[entry.key]?.first, !mine.delivery.wasPushed else { return }
        for other in resources[mine.delivery.resource] ?? [] {
            guard let later = deliveries[other]?.first, !later.delivery.wasPushed,
                later.delivery.type.rank > mine.delivery.type.rank
            else {
                continue
            }
            if later.index < mine.index { violate("\(entry.key) came after \(other)") }
        }
    }
}

extension TruthEntry {
    var eventType: EventType { EventType(rawValue: type) }
}

extension TruthEntry.Endpoint {
    /// As a request's path ends, without its query; a timeline's phone is kept.
    var path: String {
        switch self {
        case .runs(let workflow): "/workflows/\(workflow)/runs"
        case .approvals: "/approvals"
        case .timeline(let phone): "/timeline?phone=%2B\(phone.dropFirst())"
        case .balance: "/billing/balance"
        case .any: ""
        }
    }
}
