// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

@Suite(.timeLimit(.minutes(5))) struct LoopbackServerTests {
    /// Says what it was asked: method, path, query and body.
    @Sendable private static func echo(_ request: HTTPRequest) async -> HTTPResponse {
        let text = "<\(request.method) \(request.url.path) \(request.url.query ?? "-") "
        return HTTPResponse(status: 200, body: Array(text.utf8) + request.body + Array(">".utf8))
    }

    @Test func `several requests go over one connection`() async throws {
        try await withLoopbackServer(answering: Self.echo) { server in
            let client = try await RawClient(server)
            for number in 1...3 {
                try await client.send("GET /\(number)?q=%2B HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try await client.read(until: ">")
                #expect(answer == "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<GET /\(number) q=%2B >")
            }
        }
    }

    @Test func `requests sent ahead are answered in their order`() async throws {
        try await withLoopbackServer(answering: Self.echo) { server in
            let requests = (1...5).map { "POST /\($0) HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n\($0)" }
            let answers = try await RawClient.exchange(requests.joined(), with: server)
            let bodies = answers.split(separator: "<").dropFirst().map { $0.prefix { $0 != ">" } }
            #expect(bodies == (1...5).map { "POST /\($0) - \($0)" })
        }
    }

    @Test func `a chunked body is put together`() async throws {
        try await withLoopbackServer(answering: Self.echo) { server in
            let answer = try await RawClient.exchange(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3;note=x\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n",
                with: server)
            #expect(answer.contains("<POST / - abc0123456789>"))
            #expect(answer.contains("<GET /next - >"))
        }
    }

    @Test func `a client that asks whether to go on is told so once`() async throws {
        try await withLoopbackServer(answering: Self.echo) { server in
            let client = try await RawClient(server)
            try await client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            let interim = try await client.read(until: "\r\n\r\n")
            #expect(interim == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("o")
            try await client.send("k")
            let answer = try await client.read(until: ">")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.hasSuffix("<PUT / - ok>"))
        }
    }

    @Test func `HEAD gets the length and no body, and the connection goes on`() async throws {
        try await withLoopbackServer(answering: Self.echo) { server in
            let answers = try await RawClient.exchange(
                "HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", with: server)
            #expect(
                answers == "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n<GET / - >")
        }
    }

    @Test(arguments: ["GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n"])
    func `a client that wants the connection closed has it closed`(request: String) async throws {
        try await withLoopbackServer(answering: Self.echo) { server in
            let client = try await RawClient(server)
            try await client.send(request)
            let answer = try await client.readToEnd()
            #expect(answer.contains("Connection: close\r\n"))
            #expect(answer.hasSuffix("<GET / - >"))
        }
    }

    @Test func `a body shorter than its stated length ends with the connection`() async throws {
        try await withLoopbackServer { _ in
            HTTPResponse(status: 200, headers: ["Content-Length": "100"], body: Array("[1,2".utf8))
        } _: { server in
            let client = try await RawClient(server)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let answer = try await client.readToEnd()
            #expect(answer.contains("Content-Length: 100\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n[1,2"))
            let error = await #expect(throws: CallFunnelError.self) {
                try await URLSessionTransport().send(HTTPRequest(url: server.baseURL))
            }
            #expect(error?.code == .unreachable)
        }
    }

    @Test(arguments: [HTTPResponse(status: 200, headers: ["X-A": "1\r\nX-B: 2"]), HTTPResponse(status: 99)])
    func `a response that cannot be written becomes a 500`(response: HTTPResponse) async throws {
        try await withLoopbackServer { _ in
            response
        } _: { server in
            let answer = try await RawClient.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n", with: server)
            #expect(answer.hasPrefix("HTTP/1.1 500 "))
            #expect(!answer.contains("X-B"))
        }
    }

    @Test func `a large body passes in both directions`() async throws {
        try await withLoopbackServer {
            HTTPResponse(status: 200, body: $0.body)
        } _: { server in
            var body: [UInt8] = Array(0...250)
            for _ in 1...15 { body += body }
            let request = HTTPRequest(method: "POST", url: server.baseURL, body: body)
            let response = try await URLSessionTransport().send(request)
            #expect(response.body == body)
        }
    }
}
