// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import CallFunnel

@Suite struct SecrecyTests {
    /// Every text a log could make of a value.
    private static func texts(of value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        var texts = ["\(value)", String(describing: value), String(reflecting: value), dumped]
        if let error = value as? any Error { texts.append(error.localizedDescription) }
        return texts
    }

    private static func expectNothingShown(of value: Any, sourceLocation: SourceLocation = #_sourceLocation) {
        for text in texts(of: value) {
            #expect(!text.contains("SECRET"), sourceLocation: sourceLocation)
            #expect(!text.contains("2025550143"), sourceLocation: sourceLocation)
        }
    }

    @Test func `neither a key nor a client nor a request shows the key`() throws {
        let world = World()
        let transport = world.script(Answer.with(200, "[]", ["ETag": "\"a\""]))
        let client = try world.client(transport)
        _ = try world.run { try await client.timeline(of: PhoneNumber(World.phone)) }
        Self.expectNothingShown(of: try APIKey(World.key))
        Self.expectNothingShown(of: [try APIKey(World.key)])
        Self.expectNothingShown(of: client.retry)
        Self.expectNothingShown(of: try #require(transport.requests.first))
        Self.expectNothingShown(of: Endpoint.timeline(of: "+1", before: nil))
        // The scripted transport keeps requests for the tests; a client over another one shows what a client holds.
        Self.expectNothingShown(of: try world.client(Silent()))
    }

    @Test func `an error shows the type of its cause and nothing that is in it`() {
        let url = "https://callfunnel.ai/api/timeline?phone=%2B12025550143&key=SECRET"
        let foundation = URLError(.timedOut, userInfo: ["NSErrorFailingURLStringKey": url])
        for cause in [
            foundation as any Error, Leaky(url: url), CallFunnelError(.unreachable, "-", cause: Leaky(url: url)),
        ] {
            let error = CallFunnelError(transport: cause, isCancelled: false)
            Self.expectNothingShown(of: error)
            Self.expectNothingShown(of: Result<Int, CallFunnelError>.failure(error))
            Self.expectNothingShown(of: Retry(error: error, attempts: 1, delay: .zero))
            #expect(error.cause != nil)
        }
        let dumped = Self.texts(of: CallFunnelError(transport: Leaky(url: url), isCancelled: false))
        #expect(dumped.allSatisfy { $0.contains("Leaky") })
    }

    @Test(arguments: [
        "key cf_live_Zq7SECRETx42 is revoked", "Bearer cf_live_Zq7SECRETx42", "'cf_live_Zq7SECRETx42',",
        "CF_LIVE_SECRET",
        "no contact +12025550143", "phone=%2B12025550143", "+1 (202) 555-01 43", "+1\u{A0}202\u{A0}5550143",
        "1.202.5550143",
        "+1–202–555–0143", "+1 2025550143\u{200B}", String(repeating: "x ", count: 145) + "+12025550143 is unknown",
        String(repeating: "x ", count: 145) + "cf_live_Zq7SECRETx42",
    ])
    func `what the service says is scrubbed, as text and in fields`(said: String) throws {
        let detail = try #require(String(data: JSONEncoder().encode(said), encoding: .utf8))
        let bodies = [
            "{\"detail\": \(detail)}", "{\"detail\": [{\"loc\": [\"query\", \(detail)], \"msg\": \"wrong\"}]}",
            "{\"detail\": [{\"loc\": [], \"msg\": \(detail), \"input\": \(detail)}]}",
        ]
        for body in bodies {
            let response = HTTPResponse(status: 422, headers: ["X-Request-ID": said], body: Array(body.utf8))
            let error = try #require(
                CallFunnelError(response: response, isConditional: false, now: EndpointTests.instant))
            Self.expectNothingShown(of: error)
            #expect(!error.message.contains("2025550"))
            #expect(!error.message.contains("SECRE"))
        }
    }

    @Test func `a key and a phone of another kind are hidden because they are known`() throws {
        let world = World()
        let said = "{\"detail\": \"key tenant-SECRET-9 must not read 0143 or 12 34\"}"
        let transport = world.script(Answer.with(403, said, ["X-Request-ID": "req-tenant-SECRET-9"]))
        let client = try world.client(transport, key: "tenant-SECRET-9")
        let error = try world.run {
            await failure { try await client.timeline(of: "0143") }
        }
        #expect(error?.message.contains("SECRET") == false)
        #expect(error?.message.contains("0143") == false)
        #expect(error?.requestID == nil)
        #expect(error?.message.hasSuffix("key … must not read … or 12 34") == true)
    }

    @Test(arguments: [
        ("req_1234567890", "req_1234567890"),
        ("0f8fad5b-d9cb-469f-a165-70867728950e", "0f8fad5b-d9cb-469f-a165-70867728950e"),
        ("ab+cd/12==", "ab+cd/12=="), ("", nil), ("a b", nil), ("a\r\nX: y", nil), ("\u{1B}[31m", nil), ("é", nil),
        ("+12025550143", nil), ("cf_live_Zq7SECRETx42", nil), (String(repeating: "a", count: 129), nil),
        (String(repeating: "a", count: 128), String(repeating: "a", count: 128)),
    ])
    func `a request id is whole or not there`(header: String, shown: String?) {
        #expect(Redaction.requestID(header) == shown)
        #expect(Redaction.requestID(nil) == nil)
    }
}

private struct Leaky: Error {
    let url: String
}

private struct Silent: Transport {
    func send(_ request: HTTPRequest) async throws -> HTTPResponse { HTTPResponse(status: 503) }
}
