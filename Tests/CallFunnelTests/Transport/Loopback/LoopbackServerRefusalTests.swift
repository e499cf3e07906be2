// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

@Suite(.timeLimit(.minutes(5))) struct LoopbackServerRefusalTests {
    struct Case: CustomTestStringConvertible {
        let status: Int
        let testDescription: String
        let request: String

        init(_ status: Int, _ description: String, _ request: String) {
            self.status = status
            testDescription = description
            self.request = request
        }
    }

    private static let post = "POST / HTTP/1.1\r\nHost: a\r\n"
    private static let cases = [
        Case(400, "no HTTP", "hello\r\n\r\n"),
        Case(400, "TLS", "\u{16}\u{03}\u{01}\u{02}\u{00}\u{01}\u{00}"),
        Case(400, "bare line feeds", "GET / HTTP/1.1\nHost: a\n\n"),
        Case(400, "a return alone", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"),
        Case(400, "two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(400, "no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(400, "a bad method", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(400, "a bad target", "GET /<a> HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(400, "a relative target", "GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
        Case(400, "no host", "GET / HTTP/1.1\r\n\r\n"),
        Case(400, "two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        Case(400, "a field without colon", "GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n"),
        Case(400, "a field without name", "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n"),
        Case(400, "a space before the colon", "GET / HTTP/1.1\r\nHost: a\r\nX : x\r\n\r\n"),
        Case(400, "a folded field", "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n"),
        Case(400, "a negative length", post + "Content-Length: -1\r\n\r\n"),
        Case(400, "a signed length", post + "Content-Length: +1\r\n\r\na"),
        Case(400, "two lengths", post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        Case(400, "length and chunks", post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Case(400, "a bad chunk size", post + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"),
        Case(400, "a chunk longer than it says", post + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n"),
        Case(413, "a large length", post + "Content-Length: \(8 << 20 + 1)\r\n\r\n"),
        Case(413, "a length beyond counting", post + "Content-Length: 99999999999999999999\r\n\r\n"),
        Case(413, "a large chunk", post + "Transfer-Encoding: chunked\r\n\r\n900000\r\n"),
        Case(417, "an unknown expectation", post + "Expect: tea\r\n\r\n"),
        Case(431, "a long field", "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "a", count: 64 << 10))\r\n\r\n"),
        Case(431, "many fields", post + String(repeating: "X: y\r\n", count: 12_000) + "\r\n"),
        Case(431, "a line without end", String(repeating: "a", count: 70_000)),
        Case(501, "an unknown coding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n"),
        Case(505, "an unknown version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
    ]

    @Test(arguments: cases) func `what cannot be served is refused with a status`(example: Case) async throws {
        try await withLoopbackServer { _ in
            HTTPResponse(status: 200)
        } _: { server in
            let client = try await RawClient(server)
            try await client.send(example.request)
            let answer = try await client.readToEnd()
            #expect(answer.prefix(12) == "HTTP/1.1 \(example.status)")
            #expect(answer.contains("Connection: close\r\n"))
        }
    }

    @Test func `a client still sending what was refused can read why`() async throws {
        try await withLoopbackServer { _ in
            HTTPResponse(status: 200)
        } _: { server in
            let body = String(repeating: "x", count: 9 << 20)
            let answer = try await RawClient.exchange(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)", with: server)
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test func `a head just within the bound is served`() async throws {
        try await withLoopbackServer { _ in
            HTTPResponse(status: 204)
        } _: { server in
            let filler = String(repeating: "a", count: 64 << 10 - 100)
            let answer = try await RawClient.exchange(
                "GET / HTTP/1.1\r\nHost: a\r\nX: \(filler)\r\n\r\n", with: server)
            #expect(answer.hasPrefix("HTTP/1.1 204 "))
        }
    }
}
