// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct HTTPDateTests {
    private let now = Timestamp(microsecondsSinceEpoch: 1_780_299_045_000_000)

    @Test func `every vector reads as its preferred instant`() throws {
        for vector in try Vectors.cases("http_date", as: Vector.self) {
            let expected = try #require(vector.acceptable.first).epoch_seconds.map { $0 * 1_000_000 }
            #expect(HTTPDate.parse(vector.value, now: now)?.microsecondsSinceEpoch == expected, "\(vector.id)")
        }
    }

    @Test(arguments: [
        ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"),
        ("\tSun, 06 Nov 1994 08:49:37 GMT ", "1994-11-06T08:49:37Z"),
        // 50 years from 2026-06-01T07:30:45Z, and one second more.
        ("Monday, 01-Jun-76 07:30:45 GMT", "2076-06-01T07:30:45Z"),
        ("Monday, 01-Jun-76 07:30:46 GMT", "1976-06-01T07:30:46Z"),
        ("Monday, 31-Dec-99 23:59:59 GMT", "1999-12-31T23:59:59Z"),
        ("Monday, 01-Jan-00 00:00:00 GMT", "2000-01-01T00:00:00Z"),
    ])
    func `the obsolete forms and the century rule`(text: String, expected: String) {
        #expect(HTTPDate.parse(text, now: now)?.description == expected)
    }

    @Test func `a two-digit year is read from any present`() {
        let text = "Monday, 01-Jan-20 00:00:00 GMT"
        let read = { (now: String) in Timestamp(now).flatMap { HTTPDate.parse(text, now: $0) }?.description }
        #expect(read("2090-01-01T00:00:00Z") == "2120-01-01T00:00:00Z")
        #expect(read("2069-01-01T00:00:00Z") == "2020-01-01T00:00:00Z")
        for extreme in [Int64.min, .max] {
            _ = HTTPDate.parse(text, now: Timestamp(microsecondsSinceEpoch: extreme))
        }
    }

    @Test(arguments: [
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT", "Sun, 06-Nov-1994 08:49:37 GMT",
        "Sunday, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 29 Feb 2026 00:00:00 GMT",
        "Sun, 06 Nov 0000 08:49:37 GMT", "Sun Nov 6 08:49:37 1994", "Sun Nov  6 08:49:37 1994 GMT",
        "Son, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37", "\u{A0}Sun, 06 Nov 1994 08:49:37 GMT",
    ])
    func `what is not of the grammar is refused`(text: String) {
        #expect(HTTPDate.parse(text, now: now) == nil)
    }

    @Test(arguments: ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"])
    func `no text traps`(text: String) {
        var generator = SeededGenerator(seed: 11)
        let bytes = Array(text.utf8)
        for length in 0..<bytes.count {
            #expect(HTTPDate.parse(String(decoding: bytes[..<length], as: UTF8.self), now: now) == nil)
        }
        for _ in 0..<500 {
            var mutated = bytes
            mutated[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            _ = HTTPDate.parse(String(decoding: mutated, as: UTF8.self), now: now)
        }
    }
}

private struct Vector: Decodable {
    let id: String
    let value: String
    let acceptable: [Answer]

    struct Answer: Decodable {
        let epoch_seconds: Int64?
    }
}
