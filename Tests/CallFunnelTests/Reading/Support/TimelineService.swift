// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// Pages of turns as the contract assumes them (C8), or as a service may get it wrong.
struct TimelineService: Sendable {
    enum Order: CaseIterable, Sendable {
        case newestFirst, oldestFirst, mixed
    }

    enum Boundary: CaseIterable, Sendable {
        case excluded, included, ignored
    }

    /// Newest first.
    var turns: [Turn]
    var pageSize = 20
    var order = Order.newestFirst
    var boundary = Boundary.excluded

    /// One turn for each instant, given in seconds; the ids say the order: `t0` is the newest.
    init(_ seconds: [Int64], pageSize: Int = 20) {
        turns = seconds.sorted(by: >).enumerated().map { Self.turn("t\($0)", $1) }
        self.pageSize = pageSize
    }

    static func turn(_ id: String?, _ seconds: Int64?) -> Turn {
        var turn = Turn(id: id.map { Turn.ID($0) })
        turn.timestamp = seconds.map { Timestamp(microsecondsSinceEpoch: $0 * 1_000_000) }
        return turn
    }

    func page(before: Timestamp?) -> [Turn] {
        let older = turns.filter { turn in
            guard let before, let timestamp = turn.timestamp, boundary != .ignored else { return true }
            return boundary == .included ? timestamp <= before : timestamp < before
        }
        let page = Array(older.prefix(pageSize))
        switch order {
        case .newestFirst: return page
        case .oldestFirst: return page.reversed()
        case .mixed: return page.indices.sorted { ($0 * 7 % 11, $0) < ($1 * 7 % 11, $1) }.map { page[$0] }
        }
    }
}
