// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

@Suite(.timeLimit(.minutes(5))) struct URLSessionTransportConnectionTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test func `one request after another uses one connection`() async throws {
        try await withRawServer { connection in
            while true { try await connection.answer(Self.ok) }
        } _: { server in
            let transport = URLSessionTransport()
            for _ in 1...20 { _ = try await transport.send(HTTPRequest(url: server.baseURL)) }
            #expect(server.heads.count == 20)
            #expect(server.connections == 1)
        }
    }

    @Test func `no more requests run at once than connections are allowed`() async throws {
        let gauge = Gauge()
        try await withLoopbackServer { _ in
            await gauge.enter()
            await Task.yield()
            await gauge.leave()
            return HTTPResponse(status: 204)
        } _: { server in
            let transport = URLSessionTransport(configuration: .init(maximumConnectionsPerHost: 3))
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...60 {
                    group.addTask { try await transport.send(HTTPRequest(url: server.baseURL)).status }
                }
                for try await status in group { #expect(status == 204) }
            }
            let most = await gauge.most
            #expect((1...3).contains(most))
        }
    }

    @Test func `a GET on a connection dropped meanwhile is answered on a new one`() async throws {
        try await withRawServer { connection in
            try await connection.answer(Self.ok)
            if connection.number == 1 { try await connection.readHead() } else { try await connection.waitForEnd() }
        } _: { server in
            let transport = URLSessionTransport()
            for _ in 1...2 {
                let status = try await transport.send(HTTPRequest(url: server.baseURL)).status
                #expect(status == 200)
            }
            #expect(server.connections == 2)
        }
    }

    /// Foundation on Linux sends it again without its body, and both sides then wait for the other.
    @Test func `a POST on a connection dropped meanwhile ends, without a second body sent`() async throws {
        let fuse = Fuse()
        try await withRawServer { connection in
            if connection.number == 1 {
                try await connection.answer(Self.ok)
                try await connection.readHead()
            } else {
                try await connection.readHead()
                fuse.blow()
                try await connection.waitForEnd()
            }
        } _: { server in
            let transport = URLSessionTransport(timing: Timing(clock: fuse))
            let request = HTTPRequest(method: "POST", url: server.baseURL, body: Array("hello".utf8))
            let status = try await transport.send(request).status
            #expect(status == 200)
            let error = await #expect(throws: CallFunnelError.self) { try await transport.send(request) }
            #expect([.timedOut, .unreachable].contains(error?.code))
            #expect(server.heads.filter { $0.hasSuffix("hello") }.count == 2)
        }
    }

    @Test func `a request under way outlives the last copy of its transport`() async throws {
        let arrived = Signal()
        let dropped = Signal()
        try await withRawServer { connection in
            try await connection.readHead()
            arrived.fire()
            await dropped.wait()
            try await connection.send(Self.ok)
        } _: { server in
            var transport: URLSessionTransport? = URLSessionTransport()
            let task = try #require(
                transport.map { kept in
                    Task { try await kept.send(HTTPRequest(url: server.baseURL)) }
                })
            await arrived.wait()
            transport = nil
            dropped.fire()
            let status = try await task.value.status
            #expect(status == 200)
        }
    }

    @Test func `a transport that is gone leaves its connections closed`() async throws {
        let closed = Signal()
        try await withRawServer { connection in
            try await connection.answer(Self.ok)
            try await connection.waitForEnd()
            closed.fire()
        } _: { server in
            _ = try await URLSessionTransport().send(HTTPRequest(url: server.baseURL))
            await closed.wait()
        }
    }
}

/// How many are inside at once.
private actor Gauge {
    private var inside = 0
    private(set) var most = 0

    func enter() {
        inside += 1
        most = max(most, inside)
    }

    func leave() { inside -= 1 }
}
