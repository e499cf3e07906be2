// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct RetryAfterTests {
    @Test func `every vector gives an acceptable wait`() throws {
        for vector in try Vectors.cases("retry_after", as: Vector.self) {
            let wait = RetryAfter.parse(vector.value, now: Timestamp(microsecondsSinceEpoch: vector.now * 1_000_000))
            // Where anything will do, either reading may stand: a wait too long to count is kept as the longest.
            let answers = vector.basis == "unspecified" ? vector.acceptable[...] : vector.acceptable.prefix(1)
            #expect(answers.contains { $0.allows(wait) }, "\(vector.id): \(String(describing: wait))")
        }
    }

    @Test func `a number too large to count saturates`() {
        let longest = RetryAfter.parse("9223372036854", now: Timestamp(microsecondsSinceEpoch: 0))
        #expect(longest == .seconds(9_223_372_036_854))
        for value in ["9223372036855", "18446744073709551616", String(repeating: "9", count: 5_000)] {
            for now in [Int64.min, 0, .max] {
                let now = Timestamp(microsecondsSinceEpoch: now)
                #expect(RetryAfter.parse(value, now: now) == longest)
                _ = now.advanced(by: longest ?? .zero)
            }
        }
    }

    @Test func `a date is counted from now to the microsecond`() throws {
        let now = try #require(Timestamp("2026-06-01T07:30:44.250000Z"))
        #expect(RetryAfter.parse("Mon, 01 Jun 2026 07:30:45 GMT", now: now) == .milliseconds(750))
        #expect(RetryAfter.parse("Mon, 01 Jun 2026 07:30:44 GMT", now: now) == .zero)
    }

    @Test(arguments: [Int64.min, .max]) func `no present traps`(now: Int64) throws {
        let wait = RetryAfter.parse(
            "Fri, 31 Dec 9999 23:59:59 GMT", now: Timestamp(microsecondsSinceEpoch: now))
        #expect(try #require(wait) >= .zero)
    }

    @Test(arguments: ["", "\t", "+120", "-1", "0x10", "12 0", "1_000", "٣"])
    func `what is neither seconds nor a date says nothing`(value: String) {
        #expect(RetryAfter.parse(value, now: Timestamp(microsecondsSinceEpoch: 0)) == nil)
    }
}

private struct Vector: Decodable {
    let id: String
    let value: String
    let now: Int64
    let acceptable: [Answer]
    let basis: String

    struct Answer: Decodable {
        let kind: String
        let seconds: Int64?

        func allows(_ wait: Duration?) -> Bool {
            switch (kind, wait) {
            case ("invalid", nil): true
            case ("delay", let wait?): wait == .seconds(seconds ?? -1)
            case ("delay_at_least", let wait?): wait >= .seconds(seconds ?? .max)
            default: false
            }
        }
    }
}
