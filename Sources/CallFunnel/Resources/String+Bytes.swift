// SPDX-License-Identifier: Apache-2.0

extension String {
    /// Whether both are the same bytes, as a ledger stores them. `==` would compare characters, and there are two ways to
    /// write `é`.
    func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        var (left, right) = (self, other)
        return left.withUTF8 { left in right.withUTF8 { right in left.elementsEqual(right) } }
    }
}

extension Hasher {
    /// Agrees with ``Swift/String/hasSameBytes(as:)``.
    mutating func combine(bytesOf text: String) {
        var text = text
        text.withUTF8 { combine(bytes: UnsafeRawBufferPointer($0)) }
        // No text holds this byte: what is combined next is not taken for more of this one.
        combine(UInt8.max)
    }
}
