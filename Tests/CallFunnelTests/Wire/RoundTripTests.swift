// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import CallFunnel

/// What is written reads as it was, whatever it holds.
@Suite struct RoundTripTests {
    static let rounds = 100

    @Test func `a call comes back as it was`() throws { try roundTrip { $0.call() } }
    @Test func `a run comes back as it was`() throws { try roundTrip { $0.run() } }
    @Test func `an approval comes back as it was`() throws { try roundTrip { $0.approval() } }
    @Test func `a turn comes back as it was`() throws { try roundTrip { $0.turn() } }
    @Test func `a timeline comes back as it was`() throws { try roundTrip { $0.timeline() } }
    @Test func `a balance comes back as it was`() throws { try roundTrip { $0.balance() } }
    @Test func `a suspension comes back as it was`() throws { try roundTrip { $0.suspension() } }

    private func roundTrip<Resource: WireResource & Codable & Equatable>(
        _ make: (inout RandomResources) -> Resource
    ) throws {
        var random = RandomResources(seed: 11)
        for round in 0..<Self.rounds {
            let resource = make(&random)
            let text = resource.wire.text
            var issues: [DecodingIssue] = []
            let read = try Resource(wire: JSONValue(parsing: text), path: "", issues: &issues)
            #expect(issues.isEmpty && read == resource, "\(round)")
            // Strings that only look the same are equal, their bytes are not.
            #expect(read.wire.text == text, "\(round)")
        }
        random = RandomResources(seed: 12, plainNumbers: true)
        for round in 0..<Self.rounds {
            let resource = make(&random)
            let data = try JSONEncoder().encode(resource)
            let read = try JSONDecoder().decode(Resource.self, from: data)
            #expect(read == resource, "\(round)")
            #expect(read.wire.text == resource.wire.text, "\(round)")
            // Either reader reads what the other one's writer wrote.
            #expect(try JSONDecoder().decode(Resource.self, from: Data(resource.wire.text)) == resource, "\(round)")
        }
    }

    @Test func `a list goes through coders element by element`() throws {
        let text = #"[{"id": 1, "status": 7, "new": null}, {"call_id": "b"}]"#
        let calls = try JSONDecoder().decode([Call].self, from: Data(text.utf8))
        #expect(calls.map(\.id) == ["1", "b"])
        #expect(calls.first?.unknownFields == ["status": 7, "new": nil])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Call].self, from: Data("[{}]".utf8)) }
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Run].self, from: Data("[7]".utf8)) }
    }

    @Test(arguments: [0, 1, -1, 0.5, 0.1, 12.345678, 8_999_999_999, 1e-6, -2.25])
    func `a duration comes back to the microsecond`(seconds: Double) throws {
        var call = Call(id: "1")
        call.duration = .microseconds(Int64((seconds * 1_000_000).rounded()))
        let text = String(decoding: call.wire.text, as: UTF8.self)
        #expect(try Call.read(text).value == call)
        #expect(call.wire.object?["duration_seconds"].flatMap(\.literal).flatMap { Double($0) } == seconds)
    }
}

extension JSONValue {
    fileprivate var literal: String? {
        if case .number(let number) = self { number.literal } else { nil }
    }
}
