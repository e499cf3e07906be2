// SPDX-License-Identifier: Apache-2.0

/// A digest that is fed piece by piece and of which a copy carries on by itself.
protocol HashFunction {
    static var blockLength: Int { get }
    init()
    mutating func update(_ bytes: [UInt8])
    func finalize() -> [UInt8]
}

extension HashFunction {
    static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = Self()
        hash.update(bytes)
        return hash.finalize()
    }
}

/// A message authentication code (RFC 2104). The key is worked in once: a copy signs one message after another.
struct HMAC<Hash: HashFunction> {
    private var inner = Hash()
    private var outer = Hash()

    init(key: [UInt8]) {
        var block = key.count > Hash.blockLength ? Hash.hash(key) : key
        block += [UInt8](repeating: 0, count: Hash.blockLength - block.count)
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
