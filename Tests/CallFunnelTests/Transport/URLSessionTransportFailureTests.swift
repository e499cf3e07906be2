// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

@Suite(.timeLimit(.minutes(5))) struct URLSessionTransportFailureTests {
    /// What a broken server or network does after the request.
    enum Breakage: String, CaseIterable {
        case truncated = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1,2"
        case badChunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\nzz\r\nxx"
        case endlessChunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n"
        case badGzip = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip"
        case notHTTP = "SSH-2.0-OpenSSH_9.2\r\n"
        case empty = ""
        case reset = "reset"
    }

    @Test(arguments: Breakage.allCases)
    func `what is not a whole response is unreachable, never a success`(breakage: Breakage) async throws {
        try await withRawServer { connection in
            try await connection.readHead()
            guard breakage == .reset else { return try await connection.send(breakage.rawValue) }
            connection.socket.resetOnClose()
        } _: { server in
            let url = try #require(URL(string: "/calls?phone=%2B14155550100", relativeTo: server.baseURL))
            let error = await #expect(throws: CallFunnelError.self) {
                try await URLSessionTransport().send(HTTPRequest(url: url))
            }
            try expectUnreachable(error)
        }
    }

    @Test func `a refused connection is unreachable`() async throws {
        // The port was free a moment ago: its server is gone when `send` is called.
        let gone = try await withLoopbackServer { _ in
            HTTPResponse(status: 200)
        } _: {
            $0.baseURL
        }
        let url = try #require(URL(string: "/calls?phone=%2B14155550100", relativeTo: gone))
        let error = await #expect(throws: CallFunnelError.self) {
            try await URLSessionTransport().send(HTTPRequest(url: url))
        }
        try expectUnreachable(error)
        #expect((error?.cause as? URLError)?.code == .cannotConnectToHost)
    }

    private func expectUnreachable(_ error: CallFunnelError?) throws {
        let error = try #require(error)
        #expect(error.code == .unreachable)
        let cause = try #require(error.cause as? URLError)
        #expect(!"\(error) \(String(reflecting: error)) \(cause) \(cause.errorUserInfo)".contains("415555"))
    }

    @Test func `cancelling ends a request at once`() async throws {
        let arrived = Signal()
        let closed = Signal()
        try await withRawServer { connection in
            try await connection.readHead()
            arrived.fire()
            try? await connection.waitForEnd()
            if !Task.isCancelled { closed.fire() }
        } _: { server in
            let request = HTTPRequest(url: server.baseURL)
            let task = Task { try await URLSessionTransport(timing: Timing(clock: Fuse())).send(request) }
            await arrived.wait()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            await closed.wait()
        }
    }

    @Test func `a cancelled task makes no request`() async throws {
        try await withRawServer { connection in
            try await connection.answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        } _: { server in
            let request = HTTPRequest(url: server.baseURL)
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await URLSessionTransport().send(request)
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(server.connections == 0)
        }
    }

    @Test func `requests cancelled while others run leave those alone`() async throws {
        try await withLoopbackServer { request in
            HTTPResponse(status: 200, body: Array(request.url.path.utf8))
        } _: { server in
            let transport = URLSessionTransport()
            for round in 0..<50 {
                let doomed = Task { try await transport.send(HTTPRequest(url: server.baseURL)) }
                async let kept = transport.send(HTTPRequest(url: server.baseURL.appendingPathComponent("\(round)")))
                doomed.cancel()
                let body = try await kept.body
                #expect(body == Array("/\(round)".utf8))
                do { _ = try await doomed.value } catch { #expect(error is CancellationError) }
            }
        }
    }
}
