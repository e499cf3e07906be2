// SPDX-License-Identifier: Apache-2.0

/// One promise, and how it is tried. A check ends at its first failure, which it throws.
///
/// Each looks at one promise only: where another is broken on the way, the check that is about that one tells.
struct LedgerCheck: Sendable {
    /// A sentence that is true of a ledger that keeps the promise.
    let name: String
    let applies: @Sendable (LedgerConformance) -> Bool
    let body: @Sendable (LedgerTrial) async throws -> Void

    init(
        _ name: String, if applies: @escaping @Sendable (LedgerConformance) -> Bool = { _ in true },
        _ body: @escaping @Sendable (LedgerTrial) async throws -> Void
    ) {
        self.name = name
        self.applies = applies
        self.body = body
    }

    static let all = answering + recording + keys + marks + claims + contention + leases + restarts + retention
}
