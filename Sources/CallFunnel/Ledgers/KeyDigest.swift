// SPDX-License-Identifier: Apache-2.0

/// An event key in sixteen bytes, so that a remembered event costs the same whatever its key is.
///
/// The first half of a SHA-256: two different keys share one less often than a disk returns wrong data.
struct KeyDigest: Hashable, Sendable {
    static let length = 16

    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init(_ key: EventKey) {
        let hash = SHA256.hash(Array(key.description.utf8))
        high = hash.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = hash.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
