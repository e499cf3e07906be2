// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Testing

@testable import CallFunnel

@Suite struct DigestTableTests {
    @Test func `it agrees with a dictionary whatever is done to it`() {
        var chance = CallFunnelSimulator.SeededGenerator(seed: 7)
        var table = DigestTable()
        var model: [KeyDigest: UInt32] = [:]
        for step in 0..<6000 {
            // Few distinct digests with equal low bits, so that probe sequences meet.
            let digest = KeyDigest(high: UInt64(chance.below(300)), low: UInt64(chance.below(4)) << 32)
            switch chance.below(100) {
            case 0:
                table.remove(digest)
                model[Self.stored(digest)] = nil
            case 1:
                let age = UInt32(max(0, step - 1500))
                table.removeAll(before: age)
                model = model.filter { $0.value >= age }
            default:
                table.insert(digest, age: UInt32(step))
                model[Self.stored(digest)] = UInt32(step)
            }
            guard table.count == model.count, table.age(of: digest) == model[Self.stored(digest)] else {
                Issue.record("step \(step): \(digest)")
                return
            }
        }
        var listed: [KeyDigest: UInt32] = [:]
        table.forEach { listed[$0] = $1 }
        #expect(listed == model)
    }

    @Test func `the digest of zeros is one like any other`() {
        var table = DigestTable()
        let zero = KeyDigest(high: 0, low: 0)
        #expect(table.age(of: zero) == nil)
        table.insert(zero, age: 3)
        #expect(table.age(of: zero) == 3 && table.count == 1)
    }

    private static func stored(_ digest: KeyDigest) -> KeyDigest {
        digest.high == 0 && digest.low == 0 ? KeyDigest(high: 0, low: 1) : digest
    }
}
