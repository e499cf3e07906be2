// SPDX-License-Identifier: Apache-2.0

/// A message authentication code (RFC 2104). The key is worked in once: a copy signs one message after another.
struct HMAC<Hash: HashFunction> {
    private var inner = Hash()
    private var outer = Hash()

    /// - Parameter key: of any length. One longer than a block counts as its digest, as the standard has it.
    init(key: [UInt8]) {
        var block = key.count > Hash.blockLength ? Hash.hash(key) : key
        block += repeatElement(0, count: Hash.blockLength - block.count)
        inner.update(block.map { $0 ^ 0x36 })
        outer.update(block.map { $0 ^ 0x5C })
    }

    mutating func update(_ bytes: [UInt8]) { inner.update(bytes) }

    /// The code of what was fed so far.
    func finalize() -> [UInt8] {
        var outer = outer
        outer.update(inner.finalize())
        return outer.finalize()
    }

    /// The code of a message given in pieces.
    static func code(of message: [UInt8]..., key: [UInt8]) -> [UInt8] {
        var hmac = HMAC(key: key)
        for piece in message { hmac.update(piece) }
        return hmac.finalize()
    }
}
