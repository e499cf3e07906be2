// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// Works out which of the things that come and go a watcher must have announced: those an answer showed it before it
/// asked the same again, for it may ask again only when everything it found was handed out.
struct Obligations {
    /// Keys that were shown and asked past.
    private(set) var owed: Set<String> = []
    private(set) var owesSuspension = false
    /// Numbers of crossings that were written down as found, by type.
    private(set) var found: Set<String> = []
    /// When each path was first asked for.
    private(set) var firstRequest: [String: Timestamp] = [:]

    /// By watcher and target: what the last answer showed.
    private var shown: [Int: [String: Shown]] = [:]
    /// Of the balance, by anybody.
    private var readings: [Balance] = []
    private var settled: [String: Timestamp] = [:]

    private struct Shown {
        var keys: [String]
        /// Which reading of the balance it was.
        let reading: Int?
    }

    private struct Balance {
        let keys: [String]
        var isAskedPast = false
    }

    mutating func answered(_ watcher: Int, _ request: ServedRequest, at now: Timestamp) {
        let path = request.pathWithPhone
        if firstRequest[path] == nil { firstRequest[path] = request.at }
        let target = request.targetWithoutTime
        if let last = shown[watcher]?.removeValue(forKey: target) { askPast(last) }
        let isUsable = [200, 304, 403].contains(request.status) && request.fault != .truncated
        if path == "/approvals", ![200, 304].contains(request.status) || request.fault == .truncated {
            // A poll that fails at its second request hands out nothing of the first.
            for target in (shown[watcher] ?? [:]).keys.sorted() where target.hasPrefix("/api/approvals") {
                shown[watcher]?[target] = nil
            }
        }
        guard isUsable else { return }
        let isBalance = path == "/billing/balance" && request.status != 403
        if isBalance { readings.append(Balance(keys: request.shows)) }
        shown[watcher, default: [:]][target] = Shown(
            keys: request.shows, reading: isBalance ? readings.count - 1 : nil)
    }

    private mutating func askPast(_ shown: Shown) {
        for key in shown.keys {
            if key.hasPrefix("tenant.suspended/") {
                owesSuspension = true
            } else if !key.hasPrefix("wallet.") || isCrossedBy(shown, key) {
                owed.insert(key)
            }
        }
        if let reading = shown.reading { readings[reading].isAskedPast = true }
    }

    /// A line is crossed again only after a reading above it that counts.
    private func isCrossedBy(_ shown: Shown, _ key: String) -> Bool {
        guard let reading = shown.reading else { return false }
        guard reading > 0 else { return true }
        let before = readings[reading - 1]
        let line = String(key.prefix { $0 != "/" }) + "/"
        return before.isAskedPast && !before.keys.contains { $0.hasPrefix(line) }
    }

    /// What this watcher was shown it may not have handed out.
    mutating func forget(_ watcher: Int) {
        shown[watcher] = nil
    }

    /// Somebody else had it, so this watcher need not announce it, nor what comes after it.
    mutating func forget(_ key: String, of watcher: Int) {
        let isRun = key.isOfRun
        let isSuspension = key.hasPrefix("tenant.")
        let isWallet = key.hasPrefix("wallet.")
        for target in (shown[watcher] ?? [:]).keys.sorted() {
            shown[watcher]?[target]?.keys.removeAll { other in
                other == key || (isRun && other.isOfRun) || (isWallet && other.hasPrefix("wallet."))
                    || (isSuspension && other.hasPrefix("tenant."))
            }
        }
    }

    mutating func recorded(_ entry: LedgerEntry, at now: Timestamp) {
        for (name, type) in [
            ("wallet/low/found", EventType.walletLow), ("wallet/exhausted/found", .walletExhausted),
            ("suspension/found", .tenantSuspended),
        ] {
            if let number = entry.marks[name]?.prefix(while: { $0 != " " }) { found.insert("\(type) #\(number)") }
        }
        for name in entry.marks.keys where name.hasSuffix("/baseline") && settled[name] == nil { settled[name] = now }
    }

    /// Whether every source had been read for the first time by then.
    func isSettled(before time: Timestamp, sources: Int) -> Bool {
        settled.count == sources && settled.values.allSatisfy { $0 < time }
    }
}

extension ServedRequest {
    /// The path, from the resource's name on; of a query only the phone.
    fileprivate var pathWithPhone: String {
        let path =
            targetWithoutTime.drop { $0 != "?" }.hasPrefix("?phone=")
            ? targetWithoutTime
            : String(
                target.prefix { $0 != "?" })
        return path.hasPrefix("/api") ? String(path.dropFirst(4)) : path
    }

    /// The target without `before` and `decided_after`, which differ from poll to poll.
    fileprivate var targetWithoutTime: String {
        String(target.split(separator: "&").first ?? "")
    }
}

extension String {
    fileprivate var isOfRun: Bool { hasPrefix("workflow.") || hasPrefix("call.") }
}
