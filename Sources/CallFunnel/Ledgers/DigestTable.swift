// SPDX-License-Identifier: Apache-2.0

/// Digests and when each was last seen: a hash table with open addressing, twenty bytes a slot.
///
/// `Dictionary` would take three times the memory, and ten million events are to fit in a gigabyte.
struct DigestTable: Sendable {
    /// Seconds of the ledger's age.
    typealias Age = UInt32

    private var highs: ContiguousArray<UInt64> = []
    private var lows: ContiguousArray<UInt64> = []
    private var ages: ContiguousArray<Age> = []
    private(set) var count = 0

    init(capacity: Int = 64) {
        var slots = 64
        while slots / 4 * 3 < capacity { slots *= 2 }
        allocate(slots)
    }

    private mutating func allocate(_ slots: Int) {
        highs = ContiguousArray(repeating: 0, count: slots)
        lows = ContiguousArray(repeating: 0, count: slots)
        ages = ContiguousArray(repeating: 0, count: slots)
        count = 0
    }

    /// When the digest was last seen; nil if it is not remembered.
    func age(of digest: KeyDigest) -> Age? {
        let slot = slot(of: Self.stored(digest))
        return isEmpty(slot) ? nil : ages[slot]
    }

    /// Remembers the digest, or moves its age forward.
    mutating func insert(_ digest: KeyDigest, age: Age) {
        if count >= highs.count / 4 * 3 { rebuild(slots: highs.count * 2) { _ in true } }
        let digest = Self.stored(digest)
        let slot = slot(of: digest)
        if isEmpty(slot) {
            highs[slot] = digest.high
            lows[slot] = digest.low
            ages[slot] = age
            count += 1
        } else if ages[slot] < age {
            ages[slot] = age
        }
    }

    /// Forgets what was last seen before `age`.
    mutating func removeAll(before age: Age) {
        let kept = ages.indices.count { !isEmpty($0) && ages[$0] >= age }
        guard kept < count else { return }
        var slots = 64
        while slots / 4 * 3 < kept + 1 { slots *= 2 }
        rebuild(slots: slots) { $0 >= age }
    }

    mutating func remove(_ digest: KeyDigest) {
        let digest = Self.stored(digest)
        guard !isEmpty(slot(of: digest)) else { return }
        // Rare, so simply made anew: deleting in place would leave holes in the probe sequences.
        let old = self
        allocate(highs.count)
        old.forEach { other, age in if other != digest { insert(other, age: age) } }
    }

    func forEach(_ body: (KeyDigest, Age) -> Void) {
        for slot in highs.indices where !isEmpty(slot) {
            body(KeyDigest(high: highs[slot], low: lows[slot]), ages[slot])
        }
    }

    private mutating func rebuild(slots: Int, keeping isKept: (Age) -> Bool) {
        let old = self
        allocate(slots)
        old.forEach { digest, age in if isKept(age) { insert(digest, age: age) } }
    }

    /// All zeros marks a free slot, so the one digest that would be all zeros gives way.
    private static func stored(_ digest: KeyDigest) -> KeyDigest {
        digest.high == 0 && digest.low == 0 ? KeyDigest(high: 0, low: 1) : digest
    }

    private func isEmpty(_ slot: Int) -> Bool { highs[slot] == 0 && lows[slot] == 0 }

    /// Where the digest is, or the free slot where it belongs. There always is one: a quarter of them is free.
    private func slot(of digest: KeyDigest) -> Int {
        let mask = highs.count - 1
        var slot = Int(truncatingIfNeeded: digest.low) & mask
        while !isEmpty(slot), highs[slot] != digest.high || lows[slot] != digest.low {
            slot = (slot + 1) & mask
        }
        return slot
    }
}
