// SPDX-License-Identifier: Apache-2.0

/// A level that fires once when its line is crossed and re-arms when the level is back above it (C9, C10).
///
/// Levels have no id, so each crossing is numbered: the number is part of the event's key, and the state is what a
/// ledger keeps under a mark.
package struct Crossing: Hashable, Sendable {
    /// Crossings so far.
    package private(set) var count: Int
    /// Whether the level is below the line now.
    package private(set) var isBelow: Bool
    /// When one more was found that, as far as is known, was never handled: whoever found it crashed with it.
    package private(set) var owedSince: Timestamp?

    package init(count: Int = 0, isBelow: Bool = false, owedSince: Timestamp? = nil) {
        self.count = count
        self.isBelow = isBelow
        self.owedSince = owedSince
    }

    package var isOwed: Bool { owedSince != nil }

    /// Takes in the level as read now. Returns the number of the crossing if this is one, or one is owed.
    package mutating func observe(below: Bool) -> Int? {
        defer { isBelow = below }
        guard isOwed || (below && !isBelow) else { return nil }
        owedSince = nil
        // Wraps after more crossings than a wallet can have; the number must only differ from the last one.
        count &+= 1
        return count
    }
}

extension Crossing: LosslessStringConvertible {
    /// Reads what `description` printed: the form a ledger keeps.
    package init?(_ description: String) {
        let parts = description.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[0]), count >= 0 else { return nil }
        switch parts[1] {
        case "below": self.init(count: count, isBelow: true)
        case "above": self.init(count: count, isBelow: false)
        default: return nil
        }
    }

    package var description: String { "\(count) \(isBelow ? "below" : "above")" }
}
