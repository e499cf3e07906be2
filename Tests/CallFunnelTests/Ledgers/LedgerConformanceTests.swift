// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// The ledgers we ship keep the promises we ask of others.
@Suite struct LedgerConformanceTests {
    private static let twoDays: Duration = .seconds(48 * 3600)
    /// Slow in a debug build, so not repeated for every seed.
    private static let large = ["a question of 100,000 keys is answered", "an entry of 10,000 keys is recorded"]

    /// A debug build takes seconds to hash 100,000 keys.
    private static func hashed(_ seed: UInt64) -> [String] {
        #if DEBUG
        checks(seed).filter { $0 != large[0] }
        #else
        checks(seed)
        #endif
    }

    private static func checks(_ seed: UInt64) -> [String] {
        LedgerConformance.checks.filter { seed == 0 || !large.contains($0) }
    }

    @Test(arguments: 0..<3 as Range<UInt64>) func `the memory ledger conforms`(seed: UInt64) throws {
        let world = SimulatedWorld(seed: seed)
        let clock = world.clock
        let ledger = try MemoryLedger(retention: Self.twoDays, lease: .seconds(60), timing: clock.timing())
        let conformance = LedgerConformance(
            reach: .memory, lease: .seconds(60), retention: Self.twoDays,
            advance: { try await clock.sleep(for: $0) }, open: { ledger })
        #expect(try world.run { await conformance.run(only: Self.checks(seed)) } == [])
        #expect(conformance.skipped.count == 5, "\(conformance.skipped)")
    }

    @Test(arguments: 0..<3 as Range<UInt64>) func `the file ledger conforms on a simulated disk`(seed: UInt64) throws {
        let world = SimulatedWorld(seed: seed)
        let (clock, pump, disk) = (world.clock, world.pump, SimulatedDisk())
        let conformance = LedgerConformance(
            reach: .oneProcess, lease: .seconds(60), retention: Self.twoDays,
            advance: { try await clock.sleep(for: $0) },
            open: {
                try await FileLedger(
                    storage: disk.storage(), executor: pump, retention: Self.twoDays, lease: .seconds(60),
                    timing: clock.timing())
            })
        #expect(try world.run { await conformance.run(only: Self.hashed(seed)) } == [])
        #expect(
            conformance.skipped == [
                "a claim outlives the process that made it", "what one process records, the others know at once",
            ])
    }

    @Test func `the file ledger conforms on a real file`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "callfunnel-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "events.ledger").path
        let conformance = LedgerConformance(reach: .oneProcess, open: { try await FileLedger(at: path) })
        #expect(await conformance.run(only: Self.checks(1)) == [])
    }

    @Test(arguments: 0..<3 as Range<UInt64>) func `the shared ledger for tests conforms`(seed: UInt64) throws {
        let world = SimulatedWorld(seed: seed)
        let clock = world.clock
        let store = SimulatedSharedLedger(lease: .seconds(60), retention: Self.twoDays, timing: clock.timing())
        let conformance = LedgerConformance(
            reach: .manyProcesses, lease: .seconds(60), retention: Self.twoDays,
            advance: { try await clock.sleep(for: $0) }, open: { store.handle() })
        #expect(try world.run { await conformance.run(only: Self.checks(seed)) } == [])
        #expect(conformance.skipped == ["a restart frees all claims"])
    }
}
