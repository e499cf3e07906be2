// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Remembers answers: those that carried an `ETag`, to ask only for what changed (C4), and those that were lists, to
/// decode only what changed.
///
/// An answer is asked for in full again once it is old, so that a service stuck on 304 heals by itself.
final class LastAnswers: Sendable {
    /// A tag, and the body that a 304 to it stands for. A request holds on to the one it offered: another request may
    /// replace or evict it meanwhile.
    struct Remembered: Sendable {
        /// The `If-None-Match` to send; nil if there was none, or it is too old.
        fileprivate(set) var tag: String?
        let body: [UInt8]
        /// What its reader kept of it.
        fileprivate(set) var kept: (any Sendable)?
        fileprivate let storedAt: Duration
    }

    private struct Store {
        var entries: [String: Remembered] = [:]
        /// Oldest first.
        var order: [String] = []
        var bytes = 0
        /// Of the bodies of which something was kept.
        var keptBytes = 0

        mutating func remove(_ url: String) {
            forgetKept(url)
            guard let entry = entries.removeValue(forKey: url) else { return }
            order.removeAll { $0 == url }
            bytes -= entry.body.count
        }

        mutating func forgetKept(_ url: String) {
            guard let entry = entries[url], entry.kept != nil else { return }
            entries[url]?.kept = nil
            keptBytes -= entry.body.count
        }

        /// Whether this much more can be kept, once what has not been asked for in a while is forgotten.
        mutating func hasRoomToKeep(_ count: Int, at elapsed: Duration) -> Bool {
            for url in order where keptBytes + count > LastAnswers.mostKeptBytes {
                guard let entry = entries[url], elapsed - entry.storedAt >= LastAnswers.longestUse else { break }
                forgetKept(url)
            }
            return keptBytes + count <= LastAnswers.mostKeptBytes
        }
    }

    static let longestUse: Duration = .seconds(600)
    static let mostBytes = 32 * 1024 * 1024
    /// What is kept of a list is three to four times as large as its text. Where there is no room a list is decoded as a
    /// whole.
    static let mostKeptBytes = 16 * 1024 * 1024
    static let mostEntries = 512
    private static let longestTag = 256

    private let store = Mutex(Store())

    /// What is remembered of a URL. What is too old is not offered again, and dropped unless its elements are of use.
    func remembered(for url: String, at elapsed: Duration) -> Remembered? {
        store.withLock { store in
            guard var entry = store.entries[url] else { return nil }
            guard elapsed - entry.storedAt >= Self.longestUse else { return entry }
            if entry.kept == nil { store.remove(url) }
            entry.tag = nil
            return entry.kept == nil ? nil : entry
        }
    }

    /// Remembers a whole answer that could be read, or forgets the last one if this one carries no tag to offer again and
    /// nothing is kept of it.
    func keep(_ body: [UInt8], tag: String?, _ kept: (any Sendable)? = nil, for url: String, at elapsed: Duration) {
        let tag = tag.flatMap { Self.isTag($0) ? $0 : nil }
        store.withLock { store in
            store.remove(url)
            let isKept = kept != nil && store.hasRoomToKeep(body.count, at: elapsed)
            guard tag != nil || isKept, body.count <= Self.mostBytes else { return }
            while store.bytes + body.count > Self.mostBytes || store.order.count >= Self.mostEntries {
                guard let oldest = store.order.first else { break }
                store.remove(oldest)
            }
            store.entries[url] = Remembered(
                tag: tag, body: body, kept: isKept ? kept : nil, storedAt: elapsed)
            store.order.append(url)
            store.bytes += body.count
            if isKept { store.keptBytes += body.count }
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
