// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct ConstantTimeTests {
    @Test func `equal bytes are equal, and every single bit counts`() {
        let code = (0..<32).map { UInt8($0 * 7) }
        #expect(ConstantTime.equal(code, code))
        #expect(ConstantTime.equal([], []))
        for index in code.indices {
            for bit in 0..<8 {
                var other = code
                other[index] ^= 1 << UInt8(bit)
                #expect(!ConstantTime.equal(code, other))
            }
        }
    }

    @Test func `differences that cancel each other out are still differences`() {
        #expect(!ConstantTime.equal([0x0F, 0x0F], [0xF0, 0xF0]))
        #expect(!ConstantTime.equal([1, 2], [2, 1]))
    }

    @Test func `a prefix is not enough`() {
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2]))
        #expect(!ConstantTime.equal([1, 2], [1, 2, 3]))
        #expect(!ConstantTime.equal([], [0]))
        #expect(!ConstantTime.equal([0], []))
    }
}
