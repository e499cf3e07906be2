// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Testing

@testable import CallFunnel

/// The file ledger on a simulated disk, in virtual time.
@Suite struct FileLedgerTests {
    private let world = SimulatedWorld(seed: 1)

    private func open(
        _ disk: SimulatedDisk, retention: Duration = .seconds(7 * 24 * 3600), _ notices: Log<FileLedger.Notice> = Log()
    ) -> @Sendable () async throws -> FileLedger {
        let (timing, pump) = (world.clock.timing(), world.pump)
        return {
            try await FileLedger(
                storage: disk.storage(), executor: pump, retention: retention, timing: timing,
                notice: { notices.add($0) })
        }
    }

    private static func keys(_ range: Range<Int>) -> [EventKey] {
        range.map { EventKey(.callCompleted, "call_\($0)") }
    }

    @Test func `what was recorded is there when the ledger is opened again`() throws {
        let disk = SimulatedDisk()
        let open = open(disk)
        let found = try world.run {
            var ledger = try await open()
            try await ledger.record(LedgerEntry(keys: Self.keys(0..<10), marks: ["runs/wf_1/listed": "a\nb"]))
            try await ledger.record(LedgerEntry(marks: ["wallet/low": "1 below"]))
            ledger = try await open()
            let unrecorded = try await ledger.unrecorded(of: Self.keys(5..<12))
            let marks = try await ledger.marks(["runs/wf_1/listed", "wallet/low", "none"])
            return unrecorded.map(\.subject) + marks.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        }
        #expect(found == ["call_10", "call_11", "runs/wf_1/listed=a\nb", "wallet/low=1 below"])
    }

    @Test func `a thousand who record at once share a few syncs`() throws {
        let disk = SimulatedDisk()
        let open = open(disk)
        let syncs = try world.run {
            let ledger = try await open()
            let before = disk.syncs
            try await withThrowingTaskGroup(of: Void.self) { group in
                for key in Self.keys(0..<1000) { group.addTask { try await ledger.record(LedgerEntry(keys: [key])) } }
                try await group.waitForAll()
            }
            #expect(try await ledger.unrecorded(of: Self.keys(0..<1000)).isEmpty)
            return disk.syncs - before
        }
        #expect((1...20).contains(syncs))
    }

    @Test func `a crash at any moment leaves everything that record returned from`() throws {
        for seed in 0..<300 as Range<UInt64> {
            var chance = CallFunnelSimulator.SeededGenerator(seed: seed)
            let disk = SimulatedDisk()
            let world = SimulatedWorld(seed: seed)
            let (timing, pump, promised) = (world.clock.timing(), world.pump, Log<EventKey>())
            for epoch in 0..<3 {
                _ = try world.run(crashingAfter: chance.below(120), freeze: { disk.freeze() }) {
                    let ledger = try await FileLedger(storage: disk.storage(), executor: pump, timing: timing)
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for key in Self.keys(epoch * 20..<epoch * 20 + 20) {
                            group.addTask {
                                try await ledger.record(LedgerEntry(keys: [key]))
                                if !Task.isCancelled { promised.add(key) }
                            }
                        }
                        try await group.waitForAll()
                    }
                }
                disk.crash(&chance)
            }
            let lost = try world.run {
                let ledger = try await FileLedger(storage: disk.storage(), executor: pump, timing: timing)
                return try await ledger.unrecorded(of: promised.all)
            }
            #expect(lost.isEmpty, "seed \(seed)")
        }
    }

    @Test func `a torn tail is cut off and told`() throws {
        let disk = SimulatedDisk()
        let notices = Log<FileLedger.Notice>()
        let open = open(disk, notices)
        try world.run {
            let ledger = try await open()
            try await ledger.record(LedgerEntry(keys: Self.keys(0..<3)))
        }
        let torn = SimulatedDisk((disk.bytes ?? []).dropLast(5))
        let reopen = self.open(torn, notices)
        let missing = try world.run { try await reopen().unrecorded(of: Self.keys(0..<3)).count }
        #expect(missing == 3)
        #expect(notices.all.count == 1)
    }

    @Test func `a full disk is an error that stays until the ledger is opened again, and then nothing is lost`() throws
    {
        let disk = SimulatedDisk()
        let open = open(disk)
        let codes = try world.run {
            let ledger = try await open()
            try await ledger.record(LedgerEntry(keys: Self.keys(0..<5)))
            disk.limit(to: (disk.bytes ?? []).count + 30)
            var codes: [CallFunnelError.Code?] = []
            for _ in 0..<2 {
                do throws(CallFunnelError) {
                    try await ledger.record(LedgerEntry(keys: Self.keys(5..<10)))
                    codes.append(nil)
                } catch { codes.append(error.code) }
                disk.limit(to: .max)
            }
            do throws(CallFunnelError) {
                _ = try await ledger.claim(EventKey(.callFailed, "1"), for: "a")
                codes.append(nil)
            } catch { codes.append(error.code) }
            let again = try await open()
            #expect(try await again.unrecorded(of: Self.keys(0..<10)) == Self.keys(5..<10))
            return codes
        }
        #expect(codes == [.diskFull, .diskFull, .diskFull])
    }

    @Test func `a disk that is full when the ledger is opened is told then`() throws {
        let disk = SimulatedDisk()
        disk.limit(to: 10)
        let open = open(disk)
        let error = #expect(throws: CallFunnelError.self) { try world.run { _ = try await open() } }
        #expect(error?.code == .diskFull)
    }

    @Test func `it is compacted as it grows, and knows the same afterwards`() throws {
        let disk = SimulatedDisk()
        let open = open(disk)
        let unknown = try world.run {
            let ledger = try await open()
            for round in 0..<40 {
                // The same keys again and again are what a journal can shed.
                try await ledger.record(LedgerEntry(keys: Self.keys(0..<3000), marks: ["round": "\(round)"]))
            }
            let again = try await open()
            #expect(try await again.marks(["round"]) == ["round": "39"])
            return try await again.unrecorded(of: Self.keys(0..<3001))
        }
        #expect(unknown == Self.keys(3000..<3001))
        #expect((disk.bytes ?? []).count < 1 << 20)
    }

    @Test func `an event is forgotten when it was not seen for the retention, and never for the time it was closed`()
        throws
    {
        let disk = SimulatedDisk()
        let open = open(disk, retention: .seconds(48 * 3600))
        let clock = world.clock.timing()
        let known = try world.run {
            var ledger = try await open()
            try await ledger.record(LedgerEntry(keys: Self.keys(0..<2)))
            for hour in 1...30 {
                try await clock.sleep(.seconds(hour * 4 * 3600))
                if hour % 7 == 0 { ledger = try await open() }
                _ = try await ledger.unrecorded(of: Self.keys(1..<2))
                try await ledger.record(LedgerEntry(keys: [EventKey(.callFailed, "\(hour)")]))
            }
            let forgotten = try await ledger.unrecorded(of: Self.keys(0..<2))
            // Closed for longer than the retention.
            try await clock.sleep(clock.elapsed() + .seconds(1_000_000))
            return try await [forgotten, open().unrecorded(of: Self.keys(1..<2))]
        }
        #expect(known == [Self.keys(0..<1), []])
    }

    @Test func `a key that was seen long after it was recorded can be forgotten all the same`() throws {
        let open = open(SimulatedDisk(), retention: .seconds(48 * 3600))
        let clock = world.clock.timing()
        let unrecorded = try world.run {
            let ledger = try await open()
            try await ledger.record(LedgerEntry(keys: Self.keys(0..<2)))
            try await clock.sleep(.seconds(24 * 3600))
            _ = try await ledger.unrecorded(of: Self.keys(0..<2))
            try await ledger.forget(Self.keys(0..<1))
            try await ledger.record(LedgerEntry(keys: Self.keys(5..<6)))
            return try await ledger.unrecorded(of: Self.keys(0..<2))
        }
        #expect(unrecorded == Self.keys(0..<1))
    }

    @Test func `a mark that does not fit is refused, and spoils nothing`() throws {
        let open = open(SimulatedDisk())
        let code = try world.run {
            let ledger = try await open()
            var code: CallFunnelError.Code?
            do throws(CallFunnelError) {
                try await ledger.record(LedgerEntry(marks: ["a": String(repeating: "x", count: 1 << 20 + 1)]))
            } catch { code = error.code }
            try await ledger.record(LedgerEntry(marks: ["a": "1"]))
            return code
        }
        #expect(code == .invalidArgument)
    }

    @Test func `a forgotten key is new again, also after a restart`() throws {
        let disk = SimulatedDisk()
        let open = open(disk)
        let unrecorded = try world.run {
            let ledger = try await open()
            try await ledger.record(LedgerEntry(keys: Self.keys(0..<3)))
            try await ledger.forget(Self.keys(1..<2))
            return try await open().unrecorded(of: Self.keys(0..<3))
        }
        #expect(unrecorded == Self.keys(1..<2))
    }
}
