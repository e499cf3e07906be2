// SPDX-License-Identifier: Apache-2.0

/// The SHA-1 digest (FIPS 180-4). For the provider's signature scheme that asks for it and for nothing else: it is no
/// longer safe where an attacker can choose what is hashed.
///
/// The wrapping additions are the standard's own, modulo 2^32.
struct PortableSHA1: BlockHash {
    static let digestLength = 20

    var buffer = BlockBuffer()
    private var state = State(a: 0x6745_2301, b: 0xefcd_ab89, c: 0x98ba_dcfe, d: 0x1032_5476, e: 0xc3d2_e1f0)

    var words: [UInt32] { [state.a, state.b, state.c, state.d, state.e] }

    mutating func compress(_ blocks: ArraySlice<UInt8>) {
        var schedule = [UInt32](repeating: 0, count: 80)
        for block in stride(from: blocks.startIndex, to: blocks.endIndex, by: Self.blockLength) {
            for i in 0..<16 { schedule[i] = Self.word(blocks, block + i * 4) }
            for i in 16..<80 {
                let mixed = schedule[i - 3] ^ schedule[i - 8] ^ schedule[i - 14] ^ schedule[i - 16]
                schedule[i] = Self.rotated(mixed, 1)
            }
            var s = state
            for i in 0..<20 { s.round(s.d ^ (s.b & (s.c ^ s.d)), 0x5a82_7999, schedule[i]) }
            for i in 20..<40 { s.round(s.b ^ s.c ^ s.d, 0x6ed9_eba1, schedule[i]) }
            for i in 40..<60 { s.round((s.b & s.c) | (s.d & (s.b | s.c)), 0x8f1b_bcdc, schedule[i]) }
            for i in 60..<80 { s.round(s.b ^ s.c ^ s.d, 0xca62_c1d6, schedule[i]) }
            state.add(s)
        }
    }

    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word &<< count | word &>> (32 &- count)
    }

    /// The five words of the hash value, and the working variables of a block.
    private struct State {
        var a, b, c, d, e: UInt32

        mutating func round(_ choice: UInt32, _ constant: UInt32, _ word: UInt32) {
            let next = PortableSHA1.rotated(a, 5) &+ choice &+ e &+ constant &+ word
            (e, d, c, b, a) = (d, c, PortableSHA1.rotated(b, 30), a, next)
        }

        mutating func add(_ other: State) {
            (a, b, c) = (a &+ other.a, b &+ other.b, c &+ other.c)
            (d, e) = (d &+ other.d, e &+ other.e)
        }
    }
}
