// SPDX-License-Identifier: Apache-2.0

/// Walks a timeline back page by page: which `before` to ask for next, and which turns of a page are new.
///
/// `before` excludes its boundary (C8, assumed), so the turns of one instant that did not fit on a page would be
/// skipped by asking for what is before that instant. The walk asks for what is before the next microsecond instead,
/// sees the edge again, and steps over it only when that brings nothing new.
package struct TimelineWalk: Sendable {
    /// What to ask for next; nil for the newest page.
    package private(set) var before: Timestamp?
    package private(set) var isFinished = false
    /// The turns of the page before: overlaps never reach further.
    private var previous: Set<Turn.ID> = []
    /// The largest page seen, and how many were seen that differ.
    private var fullPage = 0
    private var pages = 0
    /// The instant just stepped over, if a page could hold nothing else.
    private var suspect: Timestamp?
    /// Pages in a row that brought nothing new. An edge seen again is one; a service that goes on like that is stuck.
    private var idle = 0
    private static let mostIdle = 3

    package init(before: Timestamp? = nil) {
        self.before = before
    }

    /// What a page brought.
    package struct Step: Sendable {
        /// Turns not on the page before, in the page's order.
        package let turns: [Turn]
        /// An instant with more turns than a page can show: some of them cannot be reached by walking.
        package let crowded: Timestamp?
        /// Whether the walk ended because the service shows the same turns again, not at the beginning.
        package var isStuck = false
    }

    package mutating func take(_ page: [Turn]) -> Step {
        var seen = previous
        let new = page.filter { seen.insert(Turn.ID($0.subject)).inserted }
        previous = Set(page.map { Turn.ID($0.subject) })
        // What is older proves that the page of one instant was cut off by its size. Where nothing is older, only a
        // page as large as others before it is suspicious: the last page is usually not full.
        let crowded = page.isEmpty && pages < 2 ? nil : suspect
        suspect = nil
        if !new.isEmpty { pages += 1 }
        idle = new.isEmpty ? idle + 1 : 0
        guard let oldest = page.compactMap(\.timestamp).min() else {
            // Nothing to walk on: the beginning, or a page without a single time.
            isFinished = true
            return Step(turns: new, crowded: crowded)
        }
        guard idle < Self.mostIdle else {
            isFinished = true
            return Step(turns: new, crowded: crowded, isStuck: true)
        }
        let edge = oldest.advanced(by: .microseconds(1))
        let isFull = page.count >= fullPage
        fullPage = max(fullPage, page.count)
        if before.map({ edge < $0 }) ?? true {
            before = edge
        } else if before.map({ oldest < $0 }) ?? false {
            // Nothing older than the edge was shown. Step over it, which ends the walk if nothing is beyond.
            before = oldest
            if isFull, page.allSatisfy({ $0.timestamp == oldest }) { suspect = oldest }
        } else {
            // A service that ignores `before` shows the same page for ever.
            isFinished = true
            return Step(turns: new, crowded: crowded, isStuck: true)
        }
        return Step(turns: new, crowded: crowded)
    }
}
