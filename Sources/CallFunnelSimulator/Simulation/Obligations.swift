// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// Works out which of the things that come and go a watcher must have announced: those an answer showed it before it
/// asked the same again, for it may ask again only when everything it found was handed out.
struct Obligations {
    /// Keys that were shown and asked past.
    private(set) var owed: Set<String> = []
    private(set) var owesSuspension = false
    /// When each path was first asked for.
    private(set) var firstRequest: [String: Timestamp] = [:]
    var errors: [String] = []

    /// By watcher and target: what the last answer showed.
    private var shown: [Int: [String: [String]]] = [:]
    private var settled: [String: Timestamp] = [:]

    mutating func answered(_ watcher: Int, _ request: ServedRequest, at now: Timestamp) {
        let path = request.pathWithPhone
        if firstRequest[path] == nil { firstRequest[path] = request.at }
        let target = request.targetWithoutTime
        for key in shown[watcher]?.removeValue(forKey: target) ?? [] {
            if key.hasPrefix("tenant.suspended/") { owesSuspension = true } else { owed.insert(key) }
        }
        let isUsable = [200, 304, 403].contains(request.status) && request.fault != .truncated
        if isUsable { shown[watcher, default: [:]][target] = request.shows }
    }

    /// What this watcher was shown it may not have handed out.
    mutating func forget(_ watcher: Int) {
        shown[watcher] = nil
    }

    /// Somebody else had it, so this watcher need not announce it.
    mutating func forget(_ key: String, of watcher: Int) {
        for (target, keys) in shown[watcher] ?? [:] where keys.contains(key) {
            shown[watcher]?[target] = keys.filter { $0 != key }
        }
    }

    mutating func recorded(_ entry: LedgerEntry, at now: Timestamp) {
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
        let path = targetWithoutTime.drop { $0 != "?" }.hasPrefix("?phone=") ? targetWithoutTime : String(
            target.prefix { $0 != "?" })
        return path.hasPrefix("/api") ? String(path.dropFirst(4)) : path
    }

    /// The target without `before` and `decided_after`, which differ from poll to poll.
    fileprivate var targetWithoutTime: String {
        String(target.split(separator: "&").first ?? "")
    }
}
