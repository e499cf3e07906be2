// SPDX-License-Identifier: Apache-2.0

public import CallFunnel

/// What every `EventLedger` owes a watcher, as checks that can be run against one you wrote.
///
/// ```swift
/// import CallFunnel
/// import CallFunnelSimulator
///
/// let world = SimulatedWorld()
/// let store = SimulatedSharedLedger(lease: .seconds(60), timing: world.clock.timing())
/// let conformance = LedgerConformance(
///     reach: .manyProcesses, lease: .seconds(60), advance: { try await world.clock.sleep(for: $0) },
///     open: { store.handle() })
/// let failures = try world.run { await conformance.run() }
/// for failure in failures { print(failure) }
/// ```
/// A check uses keys of its own, so the store need not be empty and may be used for further checks. `docs/ledgers.md`
/// says why each of them is there.
public struct LedgerConformance: Sendable {
    /// Whom one ledger serves: decides what has to outlive what.
    public enum Reach: Sendable {
        /// Ends with its process. `open` returns the same ledger each time; nothing is asked of a restart.
        case memory
        /// One process at a time. What was recorded outlives it, claims do not.
        case oneProcess
        /// Several processes at once. Claims outlive the process that made them, until their lease has run out.
        case manyProcesses
    }

    let reach: Reach
    let lease: Duration?
    let retention: Duration?
    let advance: (@Sendable (Duration) async throws -> Void)?
    let name: String
    let open: @Sendable () async throws -> any EventLedger

    /// - Parameters:
    ///   - reach: whom the ledger serves.
    ///   - lease: how long a claim holds; nil leaves the checks of leases out.
    ///   - retention: how long a key is kept after it was last looked up; nil if nothing is ever forgotten.
    ///   - advance: lets this much time pass on the ledger's clock. A simulated one jumps; for a database with leases
    ///     of a second, `Task.sleep` will do. nil leaves out what depends on time.
    ///   - name: tells the keys of this run from those of earlier ones in the same store; random unless given.
    ///   - open: the ledger over the same store, as after a restart or in another process. Unless it is for many
    ///     processes, the last one is let go of first.
    public init(
        reach: Reach, lease: Duration? = nil, retention: Duration? = nil,
        advance: (@Sendable (Duration) async throws -> Void)? = nil, name: String? = nil,
        open: @escaping @Sendable () async throws -> any EventLedger
    ) {
        self.reach = reach
        self.lease = lease
        self.retention = retention
        self.advance = advance
        self.name = name ?? String(UInt64.random(in: 0...UInt64.max), radix: 36)
        self.open = open
    }

    /// The names of all checks, in the order they are run.
    public static var checks: [String] { LedgerCheck.all.map(\.name) }

    /// Those that do not apply to a ledger of this reach, or need a lease, a retention or time that was not given.
    public var skipped: [String] { LedgerCheck.all.filter { !$0.applies(self) }.map(\.name) }

    /// Runs every check that applies.
    ///
    /// - Returns: at most one failure a check, in the order of ``checks``; empty for a ledger that keeps its promises.
    public func run() async -> [Failure] {
        await run(LedgerCheck.all)
    }

    /// Runs the checks of these names; names that are none are passed over.
    public func run(only names: [String]) async -> [Failure] {
        await run(LedgerCheck.all.filter { names.contains($0.name) })
    }

    private func run(_ checks: [LedgerCheck]) async -> [Failure] {
        var failures: [Failure] = []
        for check in checks where check.applies(self) {
            do {
                try await check.body(LedgerTrial(check: check.name, of: self))
            } catch let failure as Failure {
                failures.append(failure)
            } catch {
                failures.append(
                    Failure(
                        check: check.name, expected: "every call to succeed", found: "the error \(error)",
                        cost: .streamEnded))
            }
        }
        return failures
    }
}
