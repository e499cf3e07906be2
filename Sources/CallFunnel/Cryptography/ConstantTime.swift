// SPDX-License-Identifier: Apache-2.0

/// Comparison that takes as long for a wrong code as for a right one, so that nobody learns a code byte by byte from
/// how long a refusal takes.
enum ConstantTime {
    /// Whether both hold the same bytes. Only a difference in length, which is no secret, ends it early.
    @inline(never)
    static func equal(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        var difference: UInt8 = 0
        for index in one.indices { difference |= one[index] ^ other[index] }
        return difference == 0
    }
}
