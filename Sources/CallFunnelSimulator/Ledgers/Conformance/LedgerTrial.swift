// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// One run of one check: keys that nobody else uses, and words for what goes wrong.
struct LedgerTrial: Sendable {
    let check: String
    let subject: LedgerConformance
    private let prefix: String

    init(check: String, of subject: LedgerConformance) {
        self.check = check
        self.subject = subject
        prefix = "\(subject.name)-\((LedgerConformance.checks.firstIndex(of: check) ?? 0) + 1)-"
    }

    func key(_ name: some CustomStringConvertible = "x", _ type: EventType = .callCompleted) -> EventKey {
        EventKey(type, "\(prefix)\(name)")
    }

    func keys(_ count: Int) -> [EventKey] { (0..<count).map { key($0) } }

    func mark(_ name: String) -> String { "\(prefix)\(name)" }

    func owner(_ name: String) -> String { "\(prefix)\(name)" }

    /// A ledger for as long as `body` runs, as a process has it.
    func process(_ body: (any EventLedger) async throws -> Void) async throws {
        try await body(try await opened())
    }

    /// Ledgers of so many processes at once; of one, where there can be only one.
    func processes(_ count: Int) async throws -> [any EventLedger] {
        var ledgers: [any EventLedger] = []
        for _ in 0..<(subject.reach == .manyProcesses ? count : 1) { ledgers.append(try await opened()) }
        return ledgers
    }

    /// The thread that last worked for a ledger may still hold it for a moment after it was let go of.
    private func opened() async throws -> any EventLedger {
        for _ in 0..<1000 {
            do {
                return try await subject.open()
            } catch let error as CallFunnelError where error.code == .ledgerLocked {
                await Task.yield()
            }
        }
        return try await subject.open()
    }

    /// Lets a part of a duration pass on the ledger's clock.
    func wait(_ duration: Duration?, times factor: Double = 1) async throws {
        guard let duration, let advance = subject.advance else { return }
        try await advance(duration * factor)
    }

    func fail(
        expected: String, found: String, _ cost: LedgerConformance.Cost
    ) -> LedgerConformance.Failure {
        LedgerConformance.Failure(check: check, expected: expected, found: found, cost: cost)
    }

    /// Asks which of `keys` are unrecorded, and wants exactly `expected`, in this order.
    func expectUnrecorded(
        _ ledger: any EventLedger, of keys: [EventKey], are expected: [EventKey], _ when: String
    ) async throws {
        let found = try await ledger.unrecorded(of: keys)
        guard found != expected else { return }
        let (known, wanted) = (Set(found), Set(expected))
        let cost: LedgerConformance.Cost =
            !wanted.isSubset(of: known) ? .eventLost : !known.isSubset(of: wanted) ? .handledTwice : .outOfOrder
        throw fail(
            expected: "\(Self.words(expected)) to be unrecorded \(when)", found: Self.words(found), cost)
    }

    /// Claims a key, and wants one of `expected`.
    func expectClaim(
        _ ledger: any EventLedger, of key: EventKey, for owner: String, gives expected: [LedgerClaim], _ when: String
    ) async throws {
        let found = try await ledger.claim(key, for: self.owner(owner))
        guard !expected.contains(found) else { return }
        let cost: LedgerConformance.Cost =
            switch found {
            case .granted: .handledTwice
            case .recorded: .eventLost
            case .leased: .heldBack
            }
        throw fail(
            expected: "the claim to be \(expected.map { "\($0)" }.joined(separator: " or ")) \(when)",
            found: "\(found)", cost)
    }

    /// Claims a key as the first step of a check.
    ///
    /// - Returns: false when it was not granted, which other checks are about.
    func claim(_ ledger: any EventLedger, _ key: EventKey, for owner: String) async throws -> Bool {
        try await ledger.claim(key, for: self.owner(owner)) == .granted
    }

    /// Reads marks, and wants exactly `expected`.
    func expectMarks(
        _ ledger: any EventLedger, _ names: [String], are expected: [String: String], _ when: String
    ) async throws {
        let found = try await ledger.marks(names)
        // By bytes: texts that only look the same are two.
        let isSame =
            found.count == expected.count
            && expected.allSatisfy { name, text in found[name].map { Array($0.utf8) } == Array(text.utf8) }
        guard !isSame else { return }
        throw fail(expected: "the marks \(Self.words(expected)) \(when)", found: Self.words(found), .forgotten)
    }

    private static func words(_ keys: [EventKey]) -> String {
        guard keys.count > 4 else { return keys.isEmpty ? "none" : keys.map(\.description).joined(separator: ", ") }
        return "\(keys.count) keys from \(keys[0])"
    }

    private static func words(_ marks: [String: String]) -> String {
        let sorted = marks.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.debugDescription)" }
        guard sorted.count > 4 else { return sorted.isEmpty ? "none" : sorted.joined(separator: ", ") }
        return "\(sorted.count) marks from \(sorted[0])"
    }
}
