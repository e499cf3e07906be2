// SPDX-License-Identifier: Apache-2.0

/// One step of a ledger's history: what was recorded together, and is read back together or not at all.
struct JournalRecord: Hashable, Sendable {
    /// The ledger's age when it was written, in seconds.
    var age: DigestTable.Age
    /// Digests with the age they were last seen at; most often the record's own.
    var digests: [KeyDigest] = []
    /// Digests that are forgotten on purpose.
    var forgotten: [KeyDigest] = []
    var marks: [Mark] = []

    struct Mark: Hashable, Sendable {
        let name: String
        let value: String
    }
}
