// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// Every answer of the matrix in docs/receiving.md.
@Suite struct ReceiverAnswerTests {
    /// One request, and what becomes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: Int
        let reason: String
        var handled: [String] = []
        let request: @Sendable (Reception) throws -> HTTPRequest

        init(
            _ what: String, _ status: Int, _ reason: String, handled: [String] = [],
            _ request: @escaping @Sendable (Reception) throws -> HTTPRequest
        ) {
            testDescription = what
            self.status = status
            self.reason = reason
            self.handled = handled
            self.request = request
        }
    }

    static let cases: [Case] = [
        Case("signed and new", 200, "handled", handled: ["call.completed/call_1"]) { $0.call() },
        Case("a type of the future", 200, "handled", handled: ["call.teleported/evt_1"]) {
            $0.request(Reception.envelope("call.teleported", "evt_1", data: "{}"))
        },
        Case("data that cannot be read", 200, "handled", handled: ["call.completed/evt_1"]) {
            $0.request(Reception.envelope("call.completed", "evt_1", data: "[7]"))
        },
        Case("JSON without a type", 200, "handled", handled: ["unknown/evt_1"]) { $0.request(#"{"id": "evt_1"}"#) },
        Case("JSON that is no object", 200, "handled", handled: ["unknown/digest-4f53cda18c2baa0c0354bb5f9a3ecbe5"]) {
            $0.request("[]")
        },
        Case("half of a surrogate pair", 200, "handled", handled: ["unknown/digest-7b7fe09269aae136258de5550391d72a"]) {
            $0.request(#"{"type": "\ud83d"}"#)
        },
        Case("nested without end", 200, "handled", handled: ["unknown/digest-cea96afb5b4afbebefd4a0b4bd7b1996"]) {
            $0.request(String(repeating: "[", count: 300) + String(repeating: "]", count: 300))
        },
        Case("signed, and no JSON", 400, "not JSON") { $0.request("{") },
        Case("signed, and empty", 400, "not JSON") { $0.request("") },
        Case("signed, and not UTF-8", 400, "not JSON") { $0.request(bytes: [0x7B, 0xFF, 0x7D]) },
        Case("no signature", 400, "not signed") {
            var request = $0.call()
            request.headers[WebhookSignature.headerName] = nil
            return request
        },
        Case("a signature header that cannot be read", 400, "the signature header cannot be read") {
            var request = $0.call()
            request.headers[WebhookSignature.headerName] = "t=now"
            return request
        },
        Case("another secret's signature", 503, "the signature does not match") {
            $0.request(Reception.call(), secrets: [try WebhookSecret("another")])
        },
        Case("another body", 503, "the signature does not match") {
            var request = $0.call()
            request.body.append(0x20)
            return request
        },
        Case("GET", 405, "events are posted") {
            var request = $0.call()
            request.method = "GET"
            return request
        },
        Case("a body over the limit", 413, "the body is too large") {
            $0.request(bytes: [UInt8](repeating: 0x20, count: (1 << 20) + 1))
        },
        Case("a body at the limit", 400, "not JSON") { $0.request(bytes: [UInt8](repeating: 0x20, count: 1 << 20)) },
        Case("signed too long ago", 503, "signed too long before or after this machine's time") {
            $0.request(Reception.call(), at: $0.time.advanced(by: .seconds(-301)))
        },
        Case("signed in the future", 503, "signed too long before or after this machine's time") {
            $0.request(Reception.call(), at: $0.time.advanced(by: .seconds(301)))
        },
        Case("signed at the edge of the window", 200, "handled", handled: ["call.completed/call_1"]) {
            $0.request(Reception.call(), at: $0.time.advanced(by: .seconds(-300)))
        },
    ]

    @Test(arguments: cases) func `each request gets its answer`(_ example: Case) throws {
        let reception = try Reception()
        let response = try reception.world.run {
            let request = try example.request(reception)
            return try await reception.receiver().respond(to: request, handling: reception.note)
        }
        #expect(response.status == example.status && response.reason == example.reason)
        #expect(reception.handled.all == example.handled)
        #expect((response.headers["Retry-After"] == "60") == (response.status == 503))
        #expect((response.headers["Allow"] == "POST") == (response.status == 405))
    }
}
