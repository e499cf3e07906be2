// SPDX-License-Identifier: Apache-2.0

/// A digest that is fed piece by piece. A copy carries on by itself, so a common prefix need be hashed only once.
protocol HashFunction {
    static var blockLength: Int { get }
    static var digestLength: Int { get }

    init()
    mutating func update(_ bytes: ArraySlice<UInt8>)
    /// The digest of what was fed so far, which more may still be added to.
    func finalize() -> [UInt8]
}

extension HashFunction {
    mutating func update(_ bytes: [UInt8]) { update(bytes[...]) }

    static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = Self()
        hash.update(bytes)
        return hash.finalize()
    }
}
