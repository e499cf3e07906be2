// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Remembers answers that carried an `ETag`, to ask only for what changed (C4).
///
/// An answer is asked for in full again once it is old, so that a service stuck on 304 heals by itself.
final class ConditionalGet: Sendable {
    /// A tag, and the body that a 304 to it stands for. A request holds on to the one it offered: another request may
    /// replace or evict it meanwhile.
    struct Remembered: Sendable {
        /// The `If-None-Match` to send.
        let tag: String
        let body: [UInt8]
        fileprivate let storedAt: Duration
    }

    private struct Store {
        var entries: [String: Remembered] = [:]
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
    static let mostBytes = 32 * 1024 * 1024
    static let mostEntries = 512
    private static let longestTag = 256

    private let store = Mutex(Store())

    /// What is remembered of a URL, if it is not too old.
    func remembered(for url: String, at elapsed: Duration) -> Remembered? {
        store.withLock { store in
            guard let entry = store.entries[url] else { return nil }
            guard elapsed - entry.storedAt < Self.longestUse else {
                store.remove(url)
                return nil
            }
            return entry
        }
    }

    /// Remembers a whole answer that could be read, or forgets the last one if this one carries no tag to offer again.
    func keep(_ body: [UInt8], tag: String?, for url: String, at elapsed: Duration) {
        store.withLock { store in
            store.remove(url)
            guard let tag, Self.isTag(tag), body.count <= Self.mostBytes else { return }
            while store.bytes + body.count > Self.mostBytes || store.order.count >= Self.mostEntries {
                guard let oldest = store.order.first else { break }
                store.remove(oldest)
            }
            store.entries[url] = Remembered(tag: tag, body: body, storedAt: elapsed)
            store.order.append(url)
            store.bytes += body.count
        }
    }

    /// `"abc"`, `W/"abc"`, or a plain word where a service forgot the quotes. Anything else must not be sent back: `*`
    /// would match whatever there is, and what cannot stand in a header would fail every request until it is forgotten.
    private static func isTag(_ text: String) -> Bool {
        guard text.utf8.count <= longestTag else { return false }
        let opaque = text.hasPrefix("W/") ? text.utf8.dropFirst(2) : text.utf8[...]
        let quote = UInt8(ascii: "\"")
        if opaque.count >= 2, opaque.first == quote, opaque.last == quote {
            return opaque.dropFirst().dropLast().allSatisfy { (0x21...0x7E).contains($0) && $0 != quote }
        }
        return !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                        || "-._".unicodeScalars.contains(scalar))
            }
    }
}
