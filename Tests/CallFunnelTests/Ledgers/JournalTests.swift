// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Testing

@testable import CallFunnel

@Suite struct JournalTests {
    private static let records = (0..<6).map { number in record(number) }

    private static func record(_ number: Int) -> JournalRecord {
        var record = JournalRecord(age: UInt32(number * 10))
        for index in 0..<number { record.digests.append(KeyDigest(EventKey(.callCompleted, "\(number)/\(index)"))) }
        if number == 5 { record.forgotten = [KeyDigest(EventKey(.callCompleted, "3/1"))] }
        if number % 2 == 0 { record.marks = [.init(name: "runs/wf_1/listed", value: "ä\n\(number)")] }
        return record
    }

    /// A journal of all records, and where each begins.
    private static let written: (bytes: [UInt8], starts: [Int]) = {
        var bytes = Journal.header
        var starts: [Int] = []
        for record in records {
            starts.append(bytes.count)
            Journal.encode(record, durable: UInt64(bytes.count), into: &bytes)
        }
        return (bytes, starts)
    }()

    @Test func `the checksum is the one of zip`() {
        #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(CRC32.checksum([]) == 0)
    }

    @Test func `what was written is read back`() throws {
        let opened = try JournalReader.read(Self.written.bytes)
        #expect(opened.length == Self.written.bytes.count && opened.tornBytes == 0)
        #expect(opened.memory.age == 50)
        #expect(opened.memory.marks == ["runs/wf_1/listed": "ä\n4"])
        #expect(opened.memory.table.count == 14)
        #expect(opened.memory.table.age(of: KeyDigest(EventKey(.callCompleted, "4/2"))) == 40)
        #expect(opened.memory.table.age(of: KeyDigest(EventKey(.callCompleted, "3/1"))) == nil)
    }

    @Test func `a journal cut anywhere gives the records that are whole`() throws {
        let (bytes, starts) = Self.written
        for length in 1..<bytes.count {
            let opened = try JournalReader.read(Array(bytes.prefix(length)))
            let sound = starts.last { $0 <= length } ?? 0
            #expect(opened.length == (length < Journal.headerLength ? 0 : sound), "cut at \(length)")
            #expect(opened.length + opened.tornBytes == length, "cut at \(length)")
        }
    }

    @Test func `a bit that flips is found: in the last record as a torn tail, before it as damage`() {
        let (bytes, starts) = Self.written
        for offset in Journal.headerLength..<bytes.count {
            var damaged = bytes
            damaged[offset] ^= 1 << (offset % 8)
            let isLast = offset >= starts[5]
            do throws(CallFunnelError) {
                let opened = try JournalReader.read(damaged)
                #expect(isLast && opened.length == starts[5], "byte \(offset)")
            } catch {
                #expect(!isLast && error.code == .ledgerDamaged, "byte \(offset)")
            }
        }
    }

    @Test func `a group that was torn in its middle is a torn tail, not damage`() throws {
        var bytes = Journal.header
        let durable = UInt64(bytes.count)
        for record in Self.records { Journal.encode(record, durable: durable, into: &bytes) }
        for offset in Int(durable)..<Int(durable) + 8 { bytes[offset] = 0 }
        let opened = try JournalReader.read(bytes)
        #expect(opened.length == Int(durable) && opened.memory.table.count == 0)
    }

    @Test(arguments: [
        ("{\"not\": \"a ledger\"}", CallFunnelError.Code.ledgerForeign), ("C", nil), ("CallFunnel ledg", nil),
        ("CallFunnel ledger\n", nil), ("CallFunnel ledger\nxxxxxxxxxxxxxxxx", .ledgerDamaged),
        ("\0\0\0\0", nil), ("CallFunnel led\0\0\0", nil), ("CallFunnel led\0x", .ledgerForeign),
    ])
    func `a beginning that is not ours is told apart from one that was being written`(
        content: String, code: CallFunnelError.Code?
    ) {
        var found: CallFunnelError.Code?
        do throws(CallFunnelError) {
            let opened = try JournalReader.read(Array(content.utf8))
            #expect(opened.length == 0)
        } catch { found = error.code }
        #expect(found == code)
    }

    @Test func `a newer version is refused by its number`() {
        var bytes = Array("CallFunnel ledger\n".utf8) + [9, 0, 0, 0]
        bytes += withUnsafeBytes(of: CRC32.checksum(bytes).littleEndian) { Array($0) }
        let error = #expect(throws: CallFunnelError.self) { try JournalReader.read(bytes) }
        #expect(error?.code == .ledgerTooNew && error?.message.contains("version 9") == true)
    }

    @Test func `no content makes reading trap`() {
        var chance = CallFunnelSimulator.SeededGenerator(seed: 3)
        for _ in 0..<500 {
            var bytes = Self.written.bytes
            for _ in 0...chance.below(6) {
                switch chance.below(3) {
                case 0: bytes[chance.below(bytes.count)] = UInt8(chance.below(256))
                case 1: bytes.removeSubrange(chance.below(bytes.count)...)
                default: bytes.insert(UInt8(chance.below(256)), at: chance.below(bytes.count))
                }
                if bytes.isEmpty { break }
            }
            _ = try? JournalReader.read(bytes)
        }
    }

    @Test func `a compacted journal says the same, and forgets nothing early`() throws {
        let memory = try JournalReader.read(Self.written.bytes).memory
        var bytes = Journal.header
        for record in memory.records(step: 7) { Journal.encode(record, durable: 0, into: &bytes) }
        let again = try JournalReader.read(bytes).memory
        #expect(again.marks == memory.marks && again.age == memory.age && again.table.count == memory.table.count)
        memory.table.forEach { digest, age in
            let later = again.table.age(of: digest) ?? 0
            #expect(later >= age && later < age + 7)
        }
    }
}
