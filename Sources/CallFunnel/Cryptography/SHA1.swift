// SPDX-License-Identifier: Apache-2.0

/// The SHA-1 digest (FIPS 180-4). For the provider's signature scheme that asks for it and for nothing else: it is no
/// longer safe where an attacker can choose what is hashed.
///
/// The wrapping additions are the standard's own, modulo 2^32.
struct SHA1: HashFunction {
    static let blockLength = 64

    private var state: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
        0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0
    )
    /// What does not fill a block yet.
    private var pending: [UInt8] = []
    /// The message length in bytes; the standard counts its bits modulo 2^64.
    private var length: UInt64 = 0

    mutating func update(_ bytes: [UInt8]) {
        length &+= UInt64(bytes.count)
        pending += bytes
        let wholeBlocks = pending.count / Self.blockLength * Self.blockLength
        compress(pending[..<wholeBlocks])
        pending.removeFirst(wholeBlocks)
    }

    /// The digest of what was fed so far, which more may still be added to.
    func finalize() -> [UInt8] {
        // A one bit, zeros up to eight bytes before the end of a block, and the length in bits.
        var tail = pending
        tail.append(0x80)
        while tail.count % Self.blockLength != Self.blockLength - 8 { tail.append(0) }
        for shift in stride(from: 56, through: 0, by: -8) {
            tail.append(UInt8(truncatingIfNeeded: (length &* 8) >> UInt64(shift)))
        }
        var last = self
        last.compress(tail[...])
        let (a, b, c, d, e) = last.state
        return [a, b, c, d, e].flatMap { word in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
        }
    }

    /// Works whole blocks into the state.
    private mutating func compress(_ blocks: ArraySlice<UInt8>) {
        var schedule = [UInt32](repeating: 0, count: 80)
        for block in stride(from: blocks.startIndex, to: blocks.endIndex, by: Self.blockLength) {
            for word in 0..<16 {
                schedule[word] = blocks[block + word * 4..<block + word * 4 + 4].reduce(0) { $0 << 8 | UInt32($1) }
            }
            for word in 16..<80 {
                let mixed = schedule[word - 3] ^ schedule[word - 8] ^ schedule[word - 14] ^ schedule[word - 16]
                schedule[word] = Self.rotated(mixed, 1)
            }
            var (a, b, c, d, e) = state
            for word in 0..<80 {
                let (choice, constant) = Self.round(word, b, c, d)
                let next = Self.rotated(a, 5) &+ choice &+ e &+ constant &+ schedule[word]
                (a, b, c, d, e) = (next, a, Self.rotated(b, 30), c, d)
            }
            state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e)
        }
    }

    /// The function and the constant of a round.
    private static func round(_ number: Int, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> (UInt32, UInt32) {
        switch number {
        case ..<20: (d ^ (b & (c ^ d)), 0x5a82_7999)
        case ..<40: (b ^ c ^ d, 0x6ed9_eba1)
        case ..<60: ((b & c) | (d & (b | c)), 0x8f1b_bcdc)
        default: (b ^ c ^ d, 0xca62_c1d6)
        }
    }

    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word << count | word >> (32 - count)
    }
}
