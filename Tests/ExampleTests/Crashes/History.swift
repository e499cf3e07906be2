// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// One life after another, with the same ledger.
struct History: Sendable {
    /// The one in hand: what was acknowledged is recorded before the next is handed out.
    static let mostRepeats = 1

    let lives: [Life]

    /// Events in the order of their first printing.
    var firsts: [String] {
        var known: Set<String> = []
        return lives.flatMap(\.keys).filter { known.insert($0).inserted }
    }

    /// What was printed again later on, by the life that had printed it last.
    var repeats: [[String]] {
        var later: Set<String> = []
        let reversed = lives.reversed().map { life in
            defer { later.formUnion(life.keys) }
            return life.keys.filter(later.contains)
        }
        return reversed.reversed()
    }

    /// - Parameter lasting: events that are found again whenever they are not recorded.
    func checkRepeats(lasting: Set<String>) {
        for (life, repeated) in zip(lives, repeats) where !repeated.isEmpty {
            #expect(life.exit == .signal(SIGKILL), "repeated after an orderly end: \(repeated)")
            let tail = life.keys.suffix(life.mostUnrecorded)
            #expect(Set(repeated).isSubset(of: tail), "repeated though recorded, after \(life.errors)")
            // Recorded in order: whatever follows an event that was not recorded was not recorded either.
            let unrecorded = life.keys.drop { $0 != repeated.first }
            #expect(lasting.intersection(unrecorded).subtracting(repeated) == [], "recorded out of order, or lost")
        }
    }

    func check(_ expected: Expectation) {
        checkRepeats(lasting: Set(expected.lasting.map(\.key)))
        expected.check(firsts, shown: Set(expected.passing.map(\.key)).intersection(firsts))
    }
}
