// SPDX-License-Identifier: Apache-2.0

package import CallFunnel
import Synchronization

/// A disk for a ledger's journal that outlives the process: it loses what was not synced, runs full, and counts.
package final class SimulatedDisk: Sendable {
    private struct Content {
        var written: [UInt8]?
        /// How much of it a crash cannot take away.
        var synced = 0
        var syncs = 0
        var owner = 0
        var capacity = Int.max
        var isFrozen = false
    }

    private let content = Mutex(Content())

    package init(_ bytes: [UInt8]? = nil) {
        content.withLock { content in
            content.written = bytes
            content.synced = bytes?.count ?? 0
        }
    }

    package var bytes: [UInt8]? { content.withLock { $0.written } }
    package var syncs: Int { content.withLock { $0.syncs } }

    /// From here on writes that would need more room fail.
    package func limit(to capacity: Int) { content.withLock { $0.capacity = capacity } }

    /// What the dying process writes goes nowhere.
    package func freeze() { content.withLock { $0.isFrozen = true } }

    /// The process is dead: of what was not synced a random beginning survives, perhaps with its last bytes as zeros.
    package func crash(_ chance: inout SeededGenerator) {
        content.withLock { content in
            content.isFrozen = false
            content.owner += 1
            guard let written = content.written else { return }
            let loose = written.count - content.synced
            var survived = Array(written.prefix(content.synced + chance.below(loose + 1)))
            for index in survived.indices.suffix(chance.below(8)) where index >= content.synced { survived[index] = 0 }
            content.written = survived
            content.synced = survived.count
        }
    }

    /// The disk as one process sees it, until the next one opens it.
    package func storage() -> any LedgerStorage { Handle(disk: self) }

    private struct Handle: LedgerStorage {
        let disk: SimulatedDisk

        func open() throws(CallFunnelError) -> [UInt8]? {
            disk.content.withLock { $0.written }
        }

        func append(_ bytes: [UInt8]) throws(CallFunnelError) {
            try disk.change { content in (content.written ?? []) + bytes }
        }

        func sync() throws(CallFunnelError) {
            disk.content.withLock { content in
                guard !content.isFrozen else { return }
                content.syncs += 1
                content.synced = content.written?.count ?? 0
            }
        }

        func truncate(to length: Int) throws(CallFunnelError) {
            try disk.change { content in Array((content.written ?? []).prefix(length)) }
            try sync()
        }

        func replace(with parts: [[UInt8]]) throws(CallFunnelError) {
            try disk.change { _ in Array(parts.joined()) }
            try sync()
        }
    }

    private func change(_ new: (Content) -> [UInt8]) throws(CallFunnelError) {
        let isFull = content.withLock { content in
            guard !content.isFrozen else { return false }
            let bytes = new(content)
            // A full disk takes what fits, and fails for the rest.
            content.written = Array(bytes.prefix(content.capacity))
            return bytes.count > content.capacity
        }
        if isFull { throw CallFunnelError(.diskFull, "the simulated disk is full; make room and start again") }
    }
}
