// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct HexTests {
    @Test func `every byte has two lowercase digits and comes back from them`() {
        let bytes = (0...255).map { UInt8($0) }
        let text = Hex.encode(bytes)
        #expect(text.hasPrefix("000102030405060708090a0b0c0d0e0f10"))
        #expect(text.hasSuffix("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"))
        #expect(Hex.decode(Array(text.utf8)) == bytes)
        #expect(Hex.encode([]) == "")
        #expect(Hex.decode([]) == [])
    }

    @Test(arguments: [
        "0", "000", "0A", "0g", "g0", " 0", "0 ", "+1", "-1", "0x", "a\u{0}", "é", "０", "00\n0", "ab:c",
    ])
    func `anything else is none`(text: String) {
        #expect(Hex.decode(Array(text.utf8)) == nil)
    }
}
