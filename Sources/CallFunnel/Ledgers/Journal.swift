// SPDX-License-Identifier: Apache-2.0

/// The format of a ledger's file: a header, then records, each with its own checksum.
///
///     header  "CallFunnel ledger\n" version:u32 crc:u32
///     record  magic:u16 length:u32 durable:u64 age:u32 crc:u32 payload
///     payload kind:u8 …, repeated: 1 digest, 2 forgotten digest, 3 mark (name:u16+bytes, value:u32+bytes)
///
/// Integers are little-endian. `crc` covers what comes before it in the record and the payload. `durable` is how much of
/// the file was known to be on disk when the record was written: a damaged stretch that a later record knows to have been
/// durable is damage, any other is the torn tail of a crash.
enum Journal {
    static let version: UInt32 = 1
    static let headerLength = title.count + 8
    private static let title = Array("CallFunnel ledger\n".utf8)
    private static let magic: UInt16 = 0xCF1E
    private static let recordHeaderLength = 22
    private static let longestPayload = Int(Int32.max)
    private static let longestName = Int(UInt16.max)
    private static let longestValue = 1 << 20

    // Writing.

    static var header: [UInt8] {
        var bytes = title
        bytes.append(integer: version)
        bytes.append(integer: CRC32.checksum(bytes))
        return bytes
    }

    static func holds(name: String, value: String) -> Bool {
        name.utf8.count <= longestName && value.utf8.count <= longestValue
    }

    static func encode(_ record: JournalRecord, durable: UInt64, into bytes: inout [UInt8]) {
        var payload: [UInt8] = []
        payload.reserveCapacity((record.digests.count + record.forgotten.count) * 17)
        for digest in record.digests { payload.append(kind: 1, digest) }
        for digest in record.forgotten { payload.append(kind: 2, digest) }
        for mark in record.marks {
            let (name, value) = (Array(mark.name.utf8.prefix(longestName)), Array(mark.value.utf8.prefix(longestValue)))
            payload.append(3)
            payload.append(integer: UInt16(name.count))
            payload += name
            payload.append(integer: UInt32(value.count))
            payload += value
        }
        var head: [UInt8] = []
        head.append(integer: magic)
        head.append(integer: UInt32(payload.count))
        head.append(integer: durable)
        head.append(integer: record.age)
        bytes += head
        bytes.append(integer: CRC32.checksum([head, payload].joined()))
        bytes += payload
    }

    // Reading.

    enum HeaderProblem: Hashable, Sendable {
        case foreign
        case newer(UInt32)
        case damaged
    }

    /// What is wrong with a file's beginning; nil if nothing is. A crash while the file was made leaves less than a header,
    /// or one that ends in zeros, which is `damaged` too: nothing had been recorded by then.
    static func problem(withHeaderOf bytes: ArraySlice<UInt8>) -> HeaderProblem? {
        let start = bytes.prefix(headerLength)
        guard start.starts(with: title.prefix(start.count)) else {
            let written = zip(start, title).prefix { $0 == $1 }.count
            return start.dropFirst(written).allSatisfy { $0 == 0 } ? .damaged : .foreign
        }
        guard start.count == headerLength else { return .damaged }
        let version: UInt32 = start.integer(at: title.count)
        guard CRC32.checksum(start.dropLast(4)) == start.integer(at: title.count + 4) as UInt32 else { return .damaged }
        return version == Self.version ? nil : .newer(version)
    }

    struct Entry: Sendable {
        let record: JournalRecord
        let durable: UInt64
        let end: Int
    }

    /// The record at an offset of the file; nil if there is none that is whole and sound.
    static func entry(in bytes: [UInt8], at offset: Int) -> Entry? {
        let head = bytes[offset...].prefix(recordHeaderLength)
        guard head.count == recordHeaderLength, head.integer(at: 0) as UInt16 == magic else { return nil }
        let length = Int(head.integer(at: 2) as UInt32)
        let start = offset + recordHeaderLength
        guard length <= longestPayload, bytes.count - start >= length else { return nil }
        let payload = bytes[start..<start + length]
        let crc: UInt32 = head.integer(at: 18)
        guard CRC32.checksum([head.dropLast(4), payload].joined()) == crc,
            var record = payload.record
        else { return nil }
        record.age = head.integer(at: 14)
        return Entry(record: record, durable: head.integer(at: 6), end: start + length)
    }

    /// Whether a record after the offset knows what is before it to have been on disk.
    static func isKnownDurable(_ offset: Int, in bytes: [UInt8]) -> Bool {
        var next = offset + 1
        while next + recordHeaderLength <= bytes.count {
            if let entry = entry(in: bytes, at: next), entry.durable > offset { return true }
            next += 1
        }
        return false
    }
}

extension [UInt8] {
    fileprivate mutating func append(integer: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: integer.littleEndian) { append(contentsOf: $0) }
    }

    fileprivate mutating func append(kind: UInt8, _ digest: KeyDigest) {
        append(kind)
        append(integer: digest.high)
        append(integer: digest.low)
    }
}

extension ArraySlice<UInt8> {
    /// Little-endian, from this many bytes after the start; zero where it is out of bounds.
    fileprivate func integer<Integer: FixedWidthInteger>(at position: Int) -> Integer {
        dropFirst(position).prefix(MemoryLayout<Integer>.size).reversed().reduce(0) {
            $0 << 8 | Integer(truncatingIfNeeded: $1)
        }
    }

    fileprivate mutating func take<Integer: FixedWidthInteger>() -> Integer? {
        guard count >= MemoryLayout<Integer>.size else { return nil }
        defer { removeFirst(MemoryLayout<Integer>.size) }
        return integer(at: 0)
    }

    fileprivate mutating func takeText(_ length: Int) -> String? {
        guard count >= length else { return nil }
        defer { removeFirst(length) }
        return String(validating: prefix(length), as: UTF8.self)
    }

    fileprivate mutating func takeDigest() -> KeyDigest? {
        guard let high: UInt64 = take(), let low: UInt64 = take() else { return nil }
        return KeyDigest(high: high, low: low)
    }

    /// The payload of a record.
    fileprivate var record: JournalRecord? {
        var rest = self
        var record = JournalRecord(age: 0)
        while let kind: UInt8 = rest.take() {
            switch kind {
            case 1:
                guard let digest = rest.takeDigest() else { return nil }
                record.digests.append(digest)
            case 2:
                guard let digest = rest.takeDigest() else { return nil }
                record.forgotten.append(digest)
            case 3:
                guard let nameLength: UInt16 = rest.take(), let name = rest.takeText(Int(nameLength)),
                    let valueLength: UInt32 = rest.take(), let value = rest.takeText(Int(valueLength))
                else { return nil }
                record.marks.append(.init(name: name, value: value))
            default: return nil
            }
        }
        return record
    }
}
