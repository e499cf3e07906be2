// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

/// The conformance suite finds what is wrong with a ledger, and nothing else.
@Suite struct LedgerFlawTests {
    private static let lease: Duration = .seconds(60)
    private static let retention: Duration = .seconds(48 * 3600)
    /// Slow in a debug build, so left out where they cannot tell.
    private static let large = ["a question of 100,000 keys is answered", "an entry of 10,000 keys is recorded"]

    private func failures(
        of flaw: LedgerFlaw?, reach: LedgerConformance.Reach = .manyProcesses
    ) throws -> [LedgerConformance.Failure] {
        let world = SimulatedWorld(seed: 1)
        let clock = world.clock
        let lease: Duration =
            switch flaw {
            case .hasLeasesTooShort: Self.lease / 2
            case .hasLeasesWithoutEnd: Self.lease * 1_000_000
            default: Self.lease
            }
        let store = SimulatedSharedLedger(
            lease: lease, retention: flaw == .forgetsTooEarly ? Self.retention / 2 : Self.retention,
            timing: clock.timing())
        let shadow = BrokenLedger.Shadow()
        let conformance = LedgerConformance(
            reach: reach, lease: Self.lease, retention: Self.retention,
            advance: { try await clock.sleep(for: $0) }, name: "flaw",
            open: {
                guard let flaw else { return store.handle() }
                let ledger = BrokenLedger(
                    flaw: flaw, base: store.handle(), store: shadow, clock: clock, retention: Self.retention)
                try await ledger.start()
                return ledger
            })
        let checks = LedgerConformance.checks.filter { name in
            !Self.large.contains(name) || flaw?.checks.contains(name) == true
        }
        return try world.run { await conformance.run(only: checks) }
    }

    @Test(arguments: LedgerFlaw.allCases) func `a flaw is found by the check that is about it`(_ flaw: LedgerFlaw)
        throws
    {
        let failures = try failures(of: flaw)
        #expect(failures.map(\.check) == flaw.checks, "\(failures.map(\.description).joined(separator: "\n"))")
    }

    @Test func `claims that outlive the only process are found`() throws {
        let failures = try failures(of: nil, reach: .oneProcess)
        #expect(
            failures.map(\.description) == [
                """
                a restart frees all claims: expected the claim to be granted after the only process was started again, \
                found leased; an event, and all that follow it in its resource, would be held back
                """
            ])
    }

    @Test func `every check finds some flaw`() {
        let found = Set(LedgerFlaw.allCases.flatMap(\.checks) + ["a restart frees all claims"])
        #expect(LedgerConformance.checks.filter { !found.contains($0) } == [])
        #expect(Set(LedgerConformance.checks).count == LedgerConformance.checks.count)
        #expect(found.isSubset(of: LedgerConformance.checks))
    }

    @Test func `a failure says what it would cost`() throws {
        let costs = try [LedgerFlaw.dropsTypesItDoesNotKnow, .checksThenClaims, .answersInItsOwnOrder, .burnsClaims]
            .map { try failures(of: $0).first?.cost }
        #expect(costs == [.eventLost, .handledTwice, .outOfOrder, .eventLost])
    }

    @Test func `a ledger that throws fails with what it threw`() throws {
        let failure = try failures(of: .chokesOnQuotes).first
        #expect(failure?.found == "the error Refusal()" && failure?.cost == .streamEnded)
    }
}
