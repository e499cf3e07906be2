// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import CallFunnel

@Suite struct ResponseFuzzTests {
    /// A service gone mad, the same way for the same seed.
    private struct Madness {
        var chance: SeededGenerator

        private static let bodies = [
            "[{\"run_id\": 1, \"status\": \"completed\", \"calls\": [{\"id\": 2, \"phone\": \"\(World.phone)\"}]}]",
            "{\"turns\": [{\"id\": 1, \"ts\": \"2026-06-01T07:30:45Z\", \"content\": \"\(World.key)\"}], \"contact\": {}}",
            "{\"approvals\": [{\"id\": 1, \"amount_minor\": 5, \"note\": \"call \(World.phone)\"}]}",
            "{\"tenant_id\": 38, \"balance_minor\": 500, \"currency\": \"USD\", \"autocharge\": {\"enabled\": false}}",
            "{\"detail\": \"\(World.key) may not read \(World.phone), suspended\"}",
            "{\"detail\": [{\"loc\": [\"query\", \"\(World.phone)\"], \"msg\": \"\(World.key)\", \"input\": \"\(World.phone)\"}]}",
            "<!DOCTYPE html><html>\(World.key) \(World.phone)</html>", "", "null", "\(World.key)\(World.phone)",
        ]

        private static let values = [
            World.key, World.phone, "\(World.key)\r\nX: \(World.phone)", "\"a\"", "W/\"b\"", "*", "7", "-1", "soon", "",
            "Mon, 01 Jun 2026 07:30:45 GMT", "Fri, 31 Dec 9999 23:59:60 GMT", "99999999999999999999", "req_7",
            String(repeating: "9", count: 5000), "id-\(World.phone.dropFirst())", "phone=%2B\(World.phone.dropFirst())",
        ]

        mutating func response() -> HTTPResponse {
            let statuses = [
                200, 200, 200, 200, 304, 304, 401, 403, 404, 422, 429, 500, 503, 302, 204, chance.below(1000) - 100,
            ]
            var response = HTTPResponse(status: pick(statuses), body: body())
            for name in ["ETag", "etag", "Retry-After", "Date", "X-Request-ID", "Location"] where chance.below(2) == 0 {
                response.headers.add(name, pick(Self.values))
            }
            return response
        }

        /// A sound body with a few bytes lost, changed, doubled or put in.
        private mutating func body() -> [UInt8] {
            var body = Array(pick(Self.bodies).utf8)
            for _ in 0..<pick([0, 0, 1, 1, 2, 5]) where !body.isEmpty {
                let at = chance.below(body.count)
                switch chance.below(5) {
                case 0: body.remove(at: at)
                case 1: body[at] = UInt8(chance.below(256))
                case 2: body.insert(UInt8(chance.below(256)), at: at)
                case 3: body.removeSubrange(at...)
                default: body.insert(contentsOf: body[at...].prefix(20), at: at)
                }
            }
            return body
        }

        private mutating func pick<Value>(_ values: [Value]) -> Value { values[chance.below(values.count)] }
    }

    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `whatever a service answers, a read ends with a value or an error that keeps its secrets`(seed: UInt64) throws
    {
        let world = World()
        let madness = Notebook<HTTPResponse>()
        var service = Madness(chance: SeededGenerator(seed: seed))
        for _ in 0..<1000 { madness.note(service.response()) }
        let responses = madness.entries
        let transport = ScriptedTransport(
            timing: world.timing, responses.map { response in { @Sendable _ in response } })
        var policy = RetryPolicy()
        policy.maximumAttempts = 2
        let client = try world.client(transport, retry: policy)
        let phone = PhoneNumber(World.phone)
        let tally = try world.run {
            var tally: [String: Int] = [:]
            while transport.sent.count < 1000 {
                let error =
                    switch transport.sent.count % 5 {
                    case 0: await failure { try await client.runs(of: "wf_1") }
                    case 1: await failure { try await client.approvals(.approved, decidedAfter: EndpointTests.instant) }
                    case 2: await failure { try await client.timeline(of: phone) }
                    case 3: await failure { try await client.timeline(of: phone, before: EndpointTests.instant) }
                    default: await failure { try await client.balance() }
                    }
                tally[error?.code.name ?? "value", default: 0] += 1
                guard let error else { continue }
                for text in [error.description, error.message, error.localizedDescription, String(reflecting: error)] {
                    #expect(!text.contains("Zq7SECRETx42"))
                    #expect(!text.contains(World.phone.dropFirst()) || error.requestID?.hasPrefix("id-") == true)
                    #expect(text.utf8.count < 2000)
                    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 })
                }
            }
            return tally
        }
        // It was mad in every way there is.
        for code in [
            "value", "unreadable", "suspended", "rejected", "rate-limited", "redirected", "not-found", "forbidden",
        ] {
            #expect(tally[code, default: 0] > 0, "\(tally)")
        }
    }
}

extension SeededGenerator {
    fileprivate mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
