// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

@Suite(.timeLimit(.minutes(5))) struct URLSessionTransportTests {
    @Test func `status, headers and body come back as they were sent`() async throws {
        try await withRawServer { connection in
            try await connection.answer("HTTP/1.1 418 Odd\r\neTaG: \"a\"\r\nContent-Length: 2\r\n\r\nhi")
        } _: { server in
            let response = try await URLSessionTransport().send(HTTPRequest(url: server.baseURL))
            #expect(response.status == 418)
            #expect(response.headers["ETag"] == "\"a\"")
            #expect(response.headers["etag"] == "\"a\"")
            #expect(response.body == Array("hi".utf8))
        }
    }

    @Test func `fields whose names differ in case only are all kept`() async throws {
        try await withRawServer { connection in
            try await connection.answer("HTTP/1.1 200 OK\r\nX-Dup: 1\r\nx-dup: 2\r\nContent-Length: 0\r\n\r\n")
        } _: { server in
            let response = try await URLSessionTransport().send(HTTPRequest(url: server.baseURL))
            let values = response.headers.values(of: "X-DUP").joined(separator: ",").split(separator: ",")
            #expect(Set(values.map { $0.filter { $0 != " " } }) == ["1", "2"])
        }
    }

    @Test func `method, query, headers and body arrive as they were given`() async throws {
        try await withLoopbackServer { request in
            HTTPResponse(
                status: 200, headers: ["X-Seen": "\(request.method) \(request.headers["x-api-key"] ?? "-")"],
                body: Array((request.url.query ?? "").utf8) + request.body)
        } _: { server in
            let url = try #require(URL(string: "/a?phone=%2B1415&b=1%2B2", relativeTo: server.baseURL))
            let response = try await URLSessionTransport().send(
                HTTPRequest(method: "POST", url: url, headers: ["X-API-Key": "cf_live_1"], body: Array(0...255)))
            #expect(response.headers["X-Seen"] == "POST cf_live_1")
            #expect(response.body == Array("phone=%2B1415&b=1%2B2".utf8) + Array(0...255))
        }
    }

    @Test(arguments: [0, 1, 3_000_000]) func `a body of any size is sent whole`(size: Int) async throws {
        try await withLoopbackServer { request in
            HTTPResponse(status: 200, body: Array("\(request.body.count)".utf8))
        } _: { server in
            let request = HTTPRequest(method: "POST", url: server.baseURL, body: Array(repeating: 7, count: size))
            let response = try await URLSessionTransport().send(request)
            #expect(String(decoding: response.body, as: UTF8.self) == "\(size)")
        }
    }

    @Test(arguments: [200, 204, 304, 404, 429, 500, 503])
    func `every status is a response`(status: Int) async throws {
        try await withLoopbackServer { _ in
            HTTPResponse(status: status, headers: ["ETag": "\"a\""])
        } _: { server in
            let request = HTTPRequest(url: server.baseURL, headers: ["If-None-Match": "\"a\""])
            let status = try await URLSessionTransport().send(request).status
            #expect(status == status)
        }
    }

    @Test func `the answer to HEAD has the length in its header and no body`() async throws {
        try await withLoopbackServer { _ in
            HTTPResponse(status: 200, body: [1, 2, 3])
        } _: { server in
            let response = try await URLSessionTransport().send(HTTPRequest(method: "HEAD", url: server.baseURL))
            #expect(response.headers["Content-Length"] == "3")
            #expect(response.body.isEmpty)
        }
    }

    @Test func `cookies are neither kept nor sent`() async throws {
        try await withRawServer { connection in
            while true {
                try await connection.answer(
                    "HTTP/1.1 200 OK\r\nSet-Cookie: id=1; Path=/\r\nContent-Length: 0\r\n\r\n")
            }
        } _: { server in
            let transport = URLSessionTransport()
            for _ in 1...2 { _ = try await transport.send(HTTPRequest(url: server.baseURL)) }
            #expect(server.heads.count == 2)
            #expect(server.heads.allSatisfy { !$0.lowercased().contains("cookie") })
        }
    }

    /// Cannot fail on Linux, whose `URLCache` never answers; elsewhere it would.
    @Test func `nothing is answered from a cache`() async throws {
        try await withRawServer { connection in
            while true {
                try await connection.answer(
                    "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nETag: \"a\"\r\nContent-Length: 0\r\n\r\n")
            }
        } _: { server in
            let transport = URLSessionTransport()
            for _ in 1...2 { _ = try await transport.send(HTTPRequest(url: server.baseURL)) }
            #expect(server.heads.count == 2)
            #expect(server.heads.allSatisfy { !$0.contains("If-None-Match") })
        }
    }
}
