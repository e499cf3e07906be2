// SPDX-License-Identifier: Apache-2.0

/// What the digests of FIPS 180-4 with 32-bit words have in common: whole blocks are worked into a state, and the
/// message is padded to whole blocks at the end.
protocol BlockHash: HashFunction {
    var buffer: BlockBuffer { get set }
    /// The words of the hash value.
    var words: [UInt32] { get }
    /// Works whole blocks into the state.
    mutating func compress(_ blocks: ArraySlice<UInt8>)
}

struct BlockBuffer {
    /// What does not fill a block yet.
    var pending: [UInt8] = []
    /// The message length in bytes; the standard counts its bits modulo 2^64.
    var length: UInt64 = 0
}

extension BlockHash {
    static var blockLength: Int { 64 }

    mutating func update(_ bytes: ArraySlice<UInt8>) {
        buffer.length &+= UInt64(bytes.count)
        var rest = bytes
        if !buffer.pending.isEmpty {
            let missing = rest.prefix(Self.blockLength - buffer.pending.count)
            buffer.pending += missing
            rest = rest.dropFirst(missing.count)
            guard buffer.pending.count == Self.blockLength else { return }
            compress(buffer.pending[...])
            buffer.pending.removeAll(keepingCapacity: true)
        }
        let wholeBlocks = rest.count / Self.blockLength * Self.blockLength
        if wholeBlocks > 0 { compress(rest.prefix(wholeBlocks)) }
        buffer.pending += rest.dropFirst(wholeBlocks)
    }

    func finalize() -> [UInt8] {
        // A one bit, zeros up to eight bytes before the end of a block, and the length in bits.
        let used = buffer.pending.count + 1 + 8
        let padding = (Self.blockLength - used % Self.blockLength) % Self.blockLength
        var tail: [UInt8] = []
        tail.reserveCapacity(used + padding)
        tail += buffer.pending
        tail.append(0x80)
        tail += repeatElement(0, count: padding)
        Self.append(buffer.length &* 8, to: &tail)
        var last = self
        last.compress(tail[...])
        var digest: [UInt8] = []
        digest.reserveCapacity(Self.digestLength)
        for word in last.words { Self.append(word, to: &digest) }
        return digest
    }

    /// Four bytes as a word, the first the highest.
    static func word(_ bytes: ArraySlice<UInt8>, _ i: Int) -> UInt32 {
        UInt32(bytes[i]) << 24 | UInt32(bytes[i + 1]) << 16 | UInt32(bytes[i + 2]) << 8 | UInt32(bytes[i + 3])
    }

    private static func append(_ word: some FixedWidthInteger, to bytes: inout [UInt8]) {
        for shift in stride(from: word.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }
}
