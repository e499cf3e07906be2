// SPDX-License-Identifier: Apache-2.0

/// The SHA-256 digest (FIPS 180-4), fed in pieces of any length.
///
/// A copy carries on by itself, so a common prefix need be hashed only once. The wrapping additions are the standard's
/// own, modulo 2^32.
struct SHA256 {
    static let digestLength = 32
    static let blockLength = 64

    /// The eight words of the hash value, a to h.
    private var state = SIMD8<UInt32>(
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)
    /// What does not fill a block yet.
    private var pending: [UInt8] = []
    /// The message length in bytes; the standard counts its bits modulo 2^64.
    private var length: UInt64 = 0

    static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finalize()
    }

    mutating func update(_ bytes: [UInt8]) { update(bytes[...]) }

    mutating func update(_ bytes: ArraySlice<UInt8>) {
        length &+= UInt64(bytes.count)
        var rest = bytes
        if !pending.isEmpty {
            let missing = rest.prefix(Self.blockLength - pending.count)
            pending += missing
            rest = rest.dropFirst(missing.count)
            guard pending.count == Self.blockLength else { return }
            compress(pending[...])
            pending.removeAll(keepingCapacity: true)
        }
        let wholeBlocks = rest.count / Self.blockLength * Self.blockLength
        if wholeBlocks > 0 { compress(rest.prefix(wholeBlocks)) }
        pending += rest.dropFirst(wholeBlocks)
    }

    /// The digest of what was fed so far, which more may still be added to.
    func finalize() -> [UInt8] {
        var last = self
        // A one bit, zeros up to eight bytes before the end of a block, and the length in bits.
        let padding = (Self.blockLength * 2 - 9 - pending.count) % Self.blockLength
        last.update([0x80] + [UInt8](repeating: 0, count: padding) + Self.bigEndian(length &* 8))
        return (0..<8).flatMap { Self.bigEndian(last.state[$0]) }
    }

    private static func bigEndian(_ word: some FixedWidthInteger) -> [UInt8] {
        stride(from: word.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
    }
}

extension SHA256 {
    /// Works whole blocks into the state.
    private mutating func compress(_ blocks: ArraySlice<UInt8>) {
        let constants = Self.constants
        var schedule = [UInt32](repeating: 0, count: 64)
        for block in stride(from: blocks.startIndex, to: blocks.endIndex, by: Self.blockLength) {
            for t in 0..<16 {
                let byte = block + t * 4
                schedule[t] =
                    UInt32(blocks[byte]) << 24 | UInt32(blocks[byte + 1]) << 16
                    | UInt32(blocks[byte + 2]) << 8 | UInt32(blocks[byte + 3])
            }
            for t in 16..<64 {
                let (w2, w15) = (schedule[t - 2], schedule[t - 15])
                let sigma1 = Self.rotated(w2, 17) ^ Self.rotated(w2, 19) ^ (w2 >> 10)
                let sigma0 = Self.rotated(w15, 7) ^ Self.rotated(w15, 18) ^ (w15 >> 3)
                schedule[t] = sigma1 &+ schedule[t - 7] &+ sigma0 &+ schedule[t - 16]
            }
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            var (e, f, g, h) = (state[4], state[5], state[6], state[7])
            for t in 0..<64 {
                let sum1 = Self.rotated(e, 6) ^ Self.rotated(e, 11) ^ Self.rotated(e, 25)
                let choice = (e & f) ^ (~e & g)
                let t1 = h &+ sum1 &+ choice &+ constants[t] &+ schedule[t]
                let sum0 = Self.rotated(a, 2) ^ Self.rotated(a, 13) ^ Self.rotated(a, 22)
                let majority = (a & b) ^ (a & c) ^ (b & c)
                (h, g, f, e) = (g, f, e, d &+ t1)
                (d, c, b, a) = (c, b, a, t1 &+ sum0 &+ majority)
            }
            state = state &+ SIMD8(a, b, c, d, e, f, g, h)
        }
    }

    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word &>> count | word &<< (32 &- count)
    }

    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}
