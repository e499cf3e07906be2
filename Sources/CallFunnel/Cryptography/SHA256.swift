// SPDX-License-Identifier: Apache-2.0

/// The SHA-256 digest (FIPS 180-4). The wrapping additions are the standard's own, modulo 2^32.
struct PortableSHA256: BlockHash {
    static let digestLength = 32

    var buffer = BlockBuffer()
    /// The eight words of the hash value, a to h.
    private var state = SIMD8<UInt32>(
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)

    var words: [UInt32] { state.indices.map { state[$0] } }

    /// The schedule is a window of its last sixteen words, four at a time, which stays in registers.
    mutating func compress(_ blocks: ArraySlice<UInt8>) {
        let constants = Self.constants
        for block in stride(from: blocks.startIndex, to: blocks.endIndex, by: Self.blockLength) {
            var w0 = Self.fourWords(blocks, block)
            var w4 = Self.fourWords(blocks, block + 16)
            var w8 = Self.fourWords(blocks, block + 32)
            var w12 = Self.fourWords(blocks, block + 48)
            var rounds = Rounds(state)
            for fourConstants in constants {
                rounds.work(fourConstants &+ w0)
                (w0, w4, w8, w12) = (w4, w8, w12, Self.following(w0, w4, w8, w12))
            }
            state = state &+ rounds.state
        }
    }
}

extension PortableSHA256 {
    /// Four big-endian words.
    private static func fourWords(_ bytes: ArraySlice<UInt8>, _ i: Int) -> SIMD4<UInt32> {
        SIMD4(word(bytes, i), word(bytes, i + 4), word(bytes, i + 8), word(bytes, i + 12))
    }

    /// The four words of the schedule that come after these sixteen.
    private static func following(
        _ w0: SIMD4<UInt32>, _ w4: SIMD4<UInt32>, _ w8: SIMD4<UInt32>, _ w12: SIMD4<UInt32>
    ) -> SIMD4<UInt32> {
        let w16 = w0[0] &+ sigma0(w0[1]) &+ w8[1] &+ sigma1(w12[2])
        let w17 = w0[1] &+ sigma0(w0[2]) &+ w8[2] &+ sigma1(w12[3])
        let w18 = w0[2] &+ sigma0(w0[3]) &+ w8[3] &+ sigma1(w16)
        let w19 = w0[3] &+ sigma0(w4[0]) &+ w12[0] &+ sigma1(w17)
        return SIMD4(w16, w17, w18, w19)
    }

    private static func sigma0(_ word: UInt32) -> UInt32 { rotated(word, 7) ^ rotated(word, 18) ^ word &>> 3 }
    private static func sigma1(_ word: UInt32) -> UInt32 { rotated(word, 17) ^ rotated(word, 19) ^ word &>> 10 }

    fileprivate static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word &>> count | word &<< (32 &- count)
    }

    /// The eight working variables.
    private struct Rounds {
        var a, b, c, d, e, f, g, h: UInt32

        init(_ state: SIMD8<UInt32>) {
            (a, b, c, d) = (state[0], state[1], state[2], state[3])
            (e, f, g, h) = (state[4], state[5], state[6], state[7])
        }

        var state: SIMD8<UInt32> { SIMD8(a, b, c, d, e, f, g, h) }

        /// Four rounds, of words with their constants added.
        mutating func work(_ words: SIMD4<UInt32>) {
            work(words[0])
            work(words[1])
            work(words[2])
            work(words[3])
        }

        private mutating func work(_ word: UInt32) {
            let sum1 = PortableSHA256.rotated(e, 6) ^ PortableSHA256.rotated(e, 11) ^ PortableSHA256.rotated(e, 25)
            let t1 = h &+ sum1 &+ (g ^ (e & (f ^ g))) &+ word
            let sum0 = PortableSHA256.rotated(a, 2) ^ PortableSHA256.rotated(a, 13) ^ PortableSHA256.rotated(a, 22)
            let t2 = sum0 &+ ((a & b) | (c & (a | b)))
            (h, g, f, e) = (g, f, e, d &+ t1)
            (d, c, b, a) = (c, b, a, t1 &+ t2)
        }
    }

    private static let constants: [SIMD4<UInt32>] = [
        SIMD4(0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5),
        SIMD4(0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5),
        SIMD4(0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3),
        SIMD4(0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174),
        SIMD4(0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc),
        SIMD4(0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da),
        SIMD4(0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7),
        SIMD4(0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967),
        SIMD4(0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13),
        SIMD4(0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85),
        SIMD4(0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3),
        SIMD4(0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070),
        SIMD4(0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5),
        SIMD4(0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3),
        SIMD4(0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208),
        SIMD4(0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2),
    ]
}
