// SPDX-License-Identifier: Apache-2.0

/// Where a ledger's journal is kept: one file that one process owns. Calls block, and come from one executor at a time.
///
/// Tests put one in that loses what was not synced, or runs full.
package protocol LedgerStorage: Sendable {
    /// Takes possession and reads everything; nil where there is nothing yet.
    /// - Throws: `ledgerLocked`, `ledgerUnwritable`, or what else is in the way.
    func open() throws(CallFunnelError) -> [UInt8]?
    func append(_ bytes: [UInt8]) throws(CallFunnelError)
    /// Returns when everything appended so far is on disk.
    func sync() throws(CallFunnelError)
    /// Cuts the file to this length.
    func truncate(to length: Int) throws(CallFunnelError)
    /// Puts a whole new content in place of the old, on disk, in one step: after a crash there is one or the other.
    func replace(with parts: [[UInt8]]) throws(CallFunnelError)
}

/// A storage on an executor of its own, so that waiting for a disk holds up nobody else.
actor Disk {
    private nonisolated let executor: any SerialExecutor
    private let storage: any LedgerStorage

    init(_ storage: any LedgerStorage, executor: any SerialExecutor) {
        self.storage = storage
        self.executor = executor
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    func open() throws(CallFunnelError) -> [UInt8]? { try storage.open() }
    func truncate(to length: Int) throws(CallFunnelError) { try storage.truncate(to: length) }
    func replace(with parts: [[UInt8]]) throws(CallFunnelError) { try storage.replace(with: parts) }

    /// One group: written and synced together.
    func commit(_ bytes: [UInt8]) throws(CallFunnelError) {
        try storage.append(bytes)
        try storage.sync()
    }
}
