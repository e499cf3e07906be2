// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

@Suite(.timeLimit(.minutes(5))) struct LoopbackServerLifeTests {
    @Test func `64 connections are served at the same time`() async throws {
        let meeting = Meeting(of: 64)
        try await withLoopbackServer { _ in
            // Nobody is answered before everybody has asked.
            await meeting.join()
            return HTTPResponse(status: 204)
        } _: { server in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 1...64 {
                    group.addTask {
                        try await RawClient.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n", with: server)
                    }
                }
                var answers = 0
                for try await answer in group where answer.hasPrefix("HTTP/1.1 204 ") { answers += 1 }
                #expect(answers == 64)
            }
        }
    }

    @Test func `stopping closes idle connections and the port`() async throws {
        let server = try LoopbackServer()
        let serving = Task { try await server.serve { _ in HTTPResponse(status: 204) } }
        let idle = try await RawClient(server)
        let kept = try await RawClient(server)
        try await kept.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = try await kept.read(until: "\r\n\r\n")

        serving.cancel()
        try await serving.value
        let afterUse = try await kept.readToEnd()
        #expect(afterUse.isEmpty)
        // Accepted or not, it is over: an end, or a reset.
        let unused = (try? await idle.readToEnd()) ?? ""
        #expect(unused.isEmpty)
        await #expect(throws: LoopbackError.self) { try await RawClient(server) }
    }

    @Test func `stopping cancels the answers under way`() async throws {
        let server = try LoopbackServer()
        let asked = Signal()
        let serving = Task {
            try await server.serve { _ in
                asked.fire()
                await Signal().wait()
                return HTTPResponse(status: 204)
            }
        }
        let client = try await RawClient(server)
        try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        await asked.wait()
        serving.cancel()
        try await serving.value
        let answer = try await client.readToEnd()
        #expect(answer.isEmpty)
    }

    @Test func `a task cancelled beforehand serves nothing`() async throws {
        let server = try LoopbackServer()
        let serving = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await server.serve { _ in HTTPResponse(status: 204) }
        }
        try await serving.value
        await #expect(throws: LoopbackError.self) { try await RawClient(server) }
    }

    @Test func `requests made before serving begins are answered`() async throws {
        let server = try LoopbackServer()
        let client = try await RawClient(server)
        try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        async let _ = server.serve { _ in HTTPResponse(status: 204) }
        let answer = try await client.read(until: "\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 204 "))
    }

    @Test func `a server serves once`() async throws {
        try await withLoopbackServer { _ in
            HTTPResponse(status: 204)
        } _: { server in
            _ = try await URLSessionTransport().send(HTTPRequest(url: server.baseURL))
            await #expect(throws: LoopbackError.self) { try await server.serve { _ in HTTPResponse(status: 204) } }
        }
    }

    @Test func `a port that is taken is an error, and free again afterwards`() async throws {
        let port = try await withLoopbackServer { _ in
            HTTPResponse(status: 204)
        } _: { server in
            #expect(server.baseURL.absoluteString == "http://127.0.0.1:\(server.port)")
            let error = #expect(throws: LoopbackError.self) { try LoopbackServer(port: server.port) }
            #expect(error?.description.contains("\(server.port)") == true)
            return server.port
        }
        try await withLoopbackServer(port: port) { _ in
            HTTPResponse(status: 204)
        } _: { server in
            let response = try await URLSessionTransport().send(HTTPRequest(url: server.baseURL))
            #expect(response.status == 204)
        }
    }

    @Test func `a client that leaves in the middle of an answer does no harm`() async throws {
        try await withLoopbackServer { _ in
            HTTPResponse(status: 200, body: Array(repeating: 1, count: 4 << 20))
        } _: { server in
            for _ in 1...5 {
                let client = try await RawClient(server)
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await client.socket.receive()
                client.socket.resetOnClose()
            }
            let response = try await URLSessionTransport().send(HTTPRequest(url: server.baseURL))
            #expect(response.body.count == 4 << 20)
        }
    }
}

/// Lets nobody pass before all have come.
private actor Meeting {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(of count: Int) { missing = count }

    func join() async {
        missing -= 1
        guard missing > 0 else {
            for waiter in waiting { waiter.resume() }
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }
}
