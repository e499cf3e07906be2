// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Remembers answers that carried an `ETag`, to ask only for what changed (C4).
///
/// An answer is asked for in full again once it is old, so that a service stuck on 304 heals by itself.
final class ConditionalGet: Sendable {
    private struct Entry {
        let tag: String
        let body: [UInt8]
        let storedAt: Duration
    }

    private struct Store {
        var entries: [String: Entry] = [:]
        /// Oldest first.
        var order: [String] = []
        var bytes = 0

        mutating func remove(_ url: String) {
            guard let entry = entries.removeValue(forKey: url) else { return }
            order.removeAll { $0 == url }
            bytes -= entry.body.count
        }
    }

    static let longestUse: Duration = .seconds(600)
    private static let mostBytes = 32 * 1024 * 1024
    private static let mostEntries = 512

    private let store = Mutex(Store())

    /// The `If-None-Match` to send, if an answer is remembered and not too old.
    func tag(for url: String, at elapsed: Duration) -> String? {
        store.withLock { store in
            guard let entry = store.entries[url] else { return nil }
            guard elapsed - entry.storedAt < Self.longestUse else {
                store.remove(url)
                return nil
            }
            return entry.tag
        }
    }

    /// The body that a 304 stands for.
    func body(for url: String) -> [UInt8]? {
        store.withLock { $0.entries[url]?.body }
    }

    /// Remembers a whole answer that could be read, or forgets the last one if this one carries no tag.
    func keep(_ body: [UInt8], tag: String?, for url: String, at elapsed: Duration) {
        store.withLock { store in
            store.remove(url)
            guard let tag, body.count <= Self.mostBytes else { return }
            while store.bytes + body.count > Self.mostBytes || store.order.count >= Self.mostEntries {
                guard let oldest = store.order.first else { break }
                store.remove(oldest)
            }
            store.entries[url] = Entry(tag: tag, body: body, storedAt: elapsed)
            store.order.append(url)
            store.bytes += body.count
        }
    }
}
