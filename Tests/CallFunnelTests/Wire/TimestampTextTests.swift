// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import CallFunnel

@Suite struct TimestampTextTests {
    @Test func `every vector reads as its preferred instant`() throws {
        for vector in try Vectors.cases("iso8601", as: Vector.self) {
            let expected = try #require(vector.acceptable.first).epoch_microseconds
            #expect(Timestamp(vector.value)?.microsecondsSinceEpoch == expected, "\(vector.id)")
        }
    }

    @Test(arguments: [
        "2026-06-01T24:00:00Z", "2026-06-01T23:59:60Z", "2100-02-29T00:00:00Z", "0000-01-01T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-06-00T00:00:00Z", "2026-6-1T07:30:45Z", "2026-06-01", "2026-06-01T07:30Z",
        "2026-06-01t07:30:45Z", "2026-06-01T07:30:45z", " 2026-06-01T07:30:45Z", "2026-06-01T07:30:45+0000",
        "2026-06-01T07:30:45+24:00", "2026-06-01T07:30:45+00", "2026-06-01T07:30:45+00:00:00", "2026-06-01T07:30:45Z\0",
        "2026-06-01T07:30:45.+5Z", "2026-06-01T07:30:45+-1:00", "+026-06-01T07:30:45Z", "2026-06-01T07:30:45.1.2Z",
        "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
    ])
    func `what is not an instant of the calendar is refused`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(arguments: [
        ("2026-06-01T07:30:45Z", "2026-06-01T07:30:45Z"),
        ("2026-06-01T07:30:45.5", "2026-06-01T07:30:45.500000Z"),
        ("2026-06-01T07:30:45.0000009Z", "2026-06-01T07:30:45Z"),
        ("2026-06-01T00:00:00+02:00", "2026-05-31T22:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
        ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
    ])
    func `it prints in one form`(text: String, printed: String) {
        #expect(Timestamp(text)?.description == printed)
    }

    @Test func `a fraction of any length is cut at the microsecond`() {
        let text = "2026-06-01T07:30:45.123456" + String(repeating: "9", count: 10_000) + "Z"
        #expect(Timestamp(text)?.description == "2026-06-01T07:30:45.123456Z")
    }

    @Test func `every instant of years 1 to 9999 reads back from what it prints`() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<2_000 {
            let value = Int64.random(in: Timestamp.earliest...Timestamp.latest, using: &generator)
            for microseconds in [value, value / 1_000_000 * 1_000_000] {
                let timestamp = Timestamp(microsecondsSinceEpoch: microseconds)
                #expect(Timestamp(timestamp.description) == timestamp)
            }
        }
    }

    @Test func `every day follows the one before it`() throws {
        var timestamp = Timestamp(microsecondsSinceEpoch: Timestamp.earliest)
        var expected = (year: 1, month: 1, day: 1)
        while timestamp.microsecondsSinceEpoch < Timestamp.latest, expected.year <= 2401 {
            let civil = CivilTime(timestamp)
            if civil.timestamp != timestamp || (civil.year, civil.month, civil.day) != expected {
                Issue.record("\(expected) printed as \(timestamp)")
                return
            }
            expected.day += 1
            if expected.day > CivilTime.days(inMonth: expected.month, of: expected.year) {
                expected = expected.month == 12 ? (expected.year + 1, 1, 1) : (expected.year, expected.month + 1, 1)
            }
            timestamp = timestamp.advanced(by: .seconds(86_400))
        }
        // What another calendar says of the last day walked, so that both directions cannot be wrong alike.
        #expect(timestamp.microsecondsSinceEpoch == 13_632_624_000_000_000)
    }

    @Test(arguments: [
        (Int64.min, "0001-01-01T00:00:00Z"), (Timestamp.earliest - 1, "0001-01-01T00:00:00Z"),
        (Timestamp.latest + 1, "9999-12-31T23:59:59.999999Z"), (Int64.max, "9999-12-31T23:59:59.999999Z"),
    ])
    func `outside years 1 to 9999 it prints the nearer end`(microseconds: Int64, printed: String) {
        #expect(Timestamp(microsecondsSinceEpoch: microseconds).description == printed)
    }

    @Test func `it is coded as its text`() throws {
        let timestamps = [Timestamp(microsecondsSinceEpoch: 1_780_299_045_250_000)]
        let data = try JSONEncoder().encode(timestamps)
        #expect(String(decoding: data, as: UTF8.self) == #"["2026-06-01T07:30:45.250000Z"]"#)
        #expect(try JSONDecoder().decode([Timestamp].self, from: data) == timestamps)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Timestamp].self, from: Data(#"["yesterday"]"#.utf8))
        }
    }

    @Test func `no text traps`() {
        var generator = SeededGenerator(seed: 7)
        let text = Array("2026-06-01T07:30:45.123456+02:00".utf8)
        for length in 0..<text.count { _ = Timestamp(String(decoding: text[..<length], as: UTF8.self)) }
        for _ in 0..<2_000 {
            var mutated = text
            for _ in 0..<2 {
                mutated[Int.random(in: 0..<text.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            if let timestamp = Timestamp(String(decoding: mutated, as: UTF8.self)) {
                #expect(Timestamp(timestamp.description) == timestamp)
            }
        }
    }
}

private struct Vector: Decodable {
    let id: String
    let value: String
    let acceptable: [Answer]

    struct Answer: Decodable {
        let epoch_microseconds: Int64?
    }
}
