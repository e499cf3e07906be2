// SPDX-License-Identifier: Apache-2.0

/// Reads a journal from its bytes.
enum JournalReader {
    struct Opened: Sendable {
        var memory = LedgerMemory()
        /// How much of the file is sound.
        var length = 0
        /// What comes after it: the last write before a crash.
        var tornBytes = 0
    }

    /// - Throws: `ledgerForeign`, `ledgerTooNew` or `ledgerDamaged`.
    static func read(_ bytes: [UInt8]) throws(CallFunnelError) -> Opened {
        var opened = Opened()
        guard !bytes.isEmpty else { return opened }
        switch Journal.problem(withHeaderOf: bytes[...]) {
        case .foreign:
            throw CallFunnelError(.ledgerForeign, "the file is not a ledger, and was not touched; give another path")
        case .newer(let version):
            throw CallFunnelError(
                .ledgerTooNew, "the ledger has version \(version), and this package knows \(Journal.version); update it")
        case .damaged:
            // Less than a header, or a torn one, is a ledger that was being made when its process ended.
            guard bytes.count <= Journal.headerLength else { throw damage(at: 0) }
            opened.tornBytes = bytes.count
            return opened
        case nil: break
        }
        opened.length = Journal.headerLength
        while opened.length < bytes.count, let entry = Journal.entry(in: bytes, at: opened.length) {
            opened.memory.apply(entry.record)
            opened.length = entry.end
        }
        opened.tornBytes = bytes.count - opened.length
        if opened.tornBytes > 0, Journal.isKnownDurable(opened.length, in: bytes) { throw damage(at: opened.length) }
        return opened
    }

    private static func damage(at offset: Int) -> CallFunnelError {
        CallFunnelError(
            .ledgerDamaged,
            "the ledger is damaged at byte \(offset), before records that are whole; restore it from a backup, or move it "
                + "away and choose a starting point")
    }
}
