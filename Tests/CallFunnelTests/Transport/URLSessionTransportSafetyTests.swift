// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

@Suite(.timeLimit(.minutes(5))) struct URLSessionTransportSafetyTests {
    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect to another port never carries the key`(status: Int) async throws {
        try await withRawServer { connection in
            try await connection.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        } _: { other in
            let location = "\(other.baseURL)/stolen"
            try await withRawServer { connection in
                try await connection.answer(
                    "HTTP/1.1 \(status) Moved\r\nLocation: \(location)\r\nContent-Length: 0\r\n\r\n")
            } _: { server in
                let request = HTTPRequest(
                    method: "POST", url: server.baseURL, headers: ["Authorization": "Bearer k", "X-API-Key": "k"],
                    body: [1])
                let response = try await URLSessionTransport().send(request)
                #expect(response.status == status)
                #expect(response.headers["location"] == location)
                #expect(other.connections == 0)
            }
        }
    }

    @Test func `a redirect to the same server is handed back as well`() async throws {
        try await withRawServer { connection in
            try await connection.answer("HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n")
        } _: { server in
            let status = try await URLSessionTransport().send(HTTPRequest(url: server.baseURL)).status
            #expect(status == 302)
            #expect(server.heads.count == 1)
        }
    }

    @Test(arguments: ["Basic realm=\"x\"", "Bearer", "Digest realm=\"x\", nonce=\"n\"", "ApiKey"])
    func `a 401 is a response, whatever it asks for`(challenge: String) async throws {
        try await withRawServer { connection in
            while true {
                try await connection.answer(
                    "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: \(challenge)\r\nX-Request-ID: r1\r\n"
                        + "Content-Length: 2\r\n\r\nno")
            }
        } _: { server in
            let transport = URLSessionTransport()
            let response = try await transport.send(HTTPRequest(url: server.baseURL))
            #expect(response.status == 401)
            #expect(response.headers["x-request-id"] == "r1")
            #expect(response.body == (challenge.hasPrefix("Basic") ? [] : Array("no".utf8)))
            let status = try await transport.send(HTTPRequest(url: server.baseURL)).status
            #expect(status == 401)
        }
    }

    @Test(arguments: [
        "http://example.com/", "http://10.0.0.1/", "http://127.0.0.1.example.com/", "ftp://127.0.0.1/", "file:///etc",
        "/relative", "https://user:word@example.com/", "https://user@example.com/", "http://127.1/",
    ])
    func `a URL that could leak the key is refused`(text: String) async throws {
        let url = try #require(URL(string: text))
        let error = await #expect(throws: CallFunnelError.self) {
            try await URLSessionTransport().send(HTTPRequest(url: url))
        }
        #expect(error?.code == .invalidConfiguration)
    }

    @Test(arguments: [
        ("localhost", true), ("LOCALHOST", true), ("127.0.0.1", true), ("127.255.3.4", true), ("::1", true),
        ("[::1]", true), ("127.0.0.256", false), ("127.0.0", false), ("127.0.0.01", false), ("128.0.0.1", false),
        ("127.0.0.+1", false), ("127.0.0.1.", false), ("localhost.example.com", false), ("::2", false),
    ])
    func `only this machine is loopback`(host: String, expected: Bool) {
        #expect(Loopback.contains(host: host) == expected)
    }

    @Test(arguments: [
        ("X-API-Key", "cf_live_secret\r\nEvil: 1"), ("X-API-Key", "cf_live_secret\n"),
        ("X-API-Key", "cf_live_secret\0"),
        ("X API Key", "cf_live_secret"), ("", "cf_live_secret"), ("X-A\r\nB", "cf_live_secret"),
    ])
    func `a header that cannot be sent as it is makes no request`(name: String, value: String) async throws {
        try await withRawServer { connection in
            try await connection.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        } _: { server in
            var request = HTTPRequest(url: server.baseURL)
            request.headers.add(name, value)
            let error = await #expect(throws: CallFunnelError.self) { try await URLSessionTransport().send(request) }
            #expect(error?.code == .invalidConfiguration)
            #expect(error.map { !"\($0)".contains("secret") } == true)
            #expect(server.connections == 0)
        }
    }

    @Test(arguments: ["", "GET /other", "GET\r\nX: 1"])
    func `a method that is no token makes no request`(method: String) async throws {
        let url = try #require(URL(string: "http://127.0.0.1:9/"))
        let error = await #expect(throws: CallFunnelError.self) {
            try await URLSessionTransport().send(HTTPRequest(method: method, url: url))
        }
        #expect(error?.code == .invalidArgument)
    }
}
