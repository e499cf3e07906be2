// SPDX-License-Identifier: Apache-2.0

/// What a ledger's journal amounts to: digests with the age they were last seen at, and marks. Pure: records go in, and a
/// journal that says the same in fewer records comes out.
struct LedgerMemory: Sendable {
    private(set) var table = DigestTable()
    private(set) var marks: [String: String] = [:]
    /// Seconds the ledger has been open in all its life. Time it was closed does not count, so nothing is forgotten because
    /// a service was down for a week.
    private(set) var age: DigestTable.Age = 0

    mutating func apply(_ record: JournalRecord) {
        age = max(age, record.age)
        for digest in record.digests { table.insert(digest, age: record.age) }
        for digest in record.forgotten { table.remove(digest) }
        for mark in record.marks { marks[mark.name] = mark.value }
    }

    /// Moves a digest's age forward, if it is remembered at all.
    mutating func see(_ digest: KeyDigest, at age: DigestTable.Age) {
        if table.age(of: digest) != nil { table.insert(digest, age: age) }
    }

    mutating func forget(before age: DigestTable.Age) {
        table.removeAll(before: age)
    }

    /// Records that say all of this. Ages are rounded up to a few steps, so digests of many seconds share a record.
    func records(step: DigestTable.Age) -> [JournalRecord] {
        var byAge: [DigestTable.Age: [KeyDigest]] = [:]
        table.forEach { digest, seen in
            let rounded = seen / max(step, 1) * max(step, 1)
            byAge[min(rounded + (rounded < seen ? max(step, 1) : 0), max(age, seen)), default: []].append(digest)
        }
        var records: [JournalRecord] = []
        for age in byAge.keys.sorted() {
            var rest = (byAge.removeValue(forKey: age) ?? [])[...]
            while !rest.isEmpty {
                records.append(JournalRecord(age: age, digests: Array(rest.prefix(Self.mostDigests))))
                rest = rest.dropFirst(Self.mostDigests)
            }
        }
        let marks = marks.sorted { $0.key < $1.key }.map { JournalRecord.Mark(name: $0.key, value: $0.value) }
        records.append(JournalRecord(age: age, marks: marks))
        return records
    }

    private static let mostDigests = 65_536
}
