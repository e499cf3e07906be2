// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

@Suite(.timeLimit(.minutes(5))) struct URLSessionTransportBoundsTests {
    /// 256 KiB of zeros, 289 bytes compressed.
    private static let zeros =
        "H4sIAAAAAAAC/+3BMQEAAADCoPVP7W0HoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA3gAi6g7iAAAEAA=="

    @Test(arguments: [1 << 18, 1 << 18 - 1])
    func `a compressed body is counted after decoding`(limit: Int) async throws {
        let body = try #require(Data(base64Encoded: Self.zeros))
        try await withLoopbackServer { _ in
            HTTPResponse(status: 200, headers: ["Content-Encoding": "gzip"], body: Array(body))
        } _: { server in
            let transport = URLSessionTransport(configuration: .init(maximumResponseSize: limit))
            let request = HTTPRequest(url: server.baseURL)
            if limit == 1 << 18 {
                let body = try await transport.send(request).body
                #expect(body == Array(repeating: 0, count: 1 << 18))
            } else {
                let error = await #expect(throws: CallFunnelError.self) { try await transport.send(request) }
                #expect(error?.code == .responseTooLarge)
            }
        }
    }

    @Test func `a body without end is stopped at the limit`() async throws {
        try await withRawServer { connection in
            try await connection.answer("HTTP/1.1 200 OK\r\n\r\n")
            let block = [UInt8](repeating: 1, count: 64 << 10)
            while true { try await connection.send(block) }
        } _: { server in
            let transport = URLSessionTransport(configuration: .init(maximumResponseSize: 1 << 20))
            let error = await #expect(throws: CallFunnelError.self) {
                try await transport.send(HTTPRequest(url: server.baseURL))
            }
            #expect(error?.code == .responseTooLarge)
        }
    }

    @Test(arguments: [(10, true), (11, false)])
    func `a body may be as large as the limit and no larger`(size: Int, fits: Bool) async throws {
        try await withLoopbackServer { _ in
            HTTPResponse(status: 200, body: Array(repeating: 1, count: size))
        } _: { server in
            let transport = URLSessionTransport(configuration: .init(maximumResponseSize: 10))
            let response = try? await transport.send(HTTPRequest(url: server.baseURL))
            #expect((response?.body.count == size) == fits)
        }
    }

    @Test func `silence ends at the deadline, and the connection with it`() async throws {
        let fuse = Fuse()
        let closed = Signal()
        try await withRawServer { connection in
            try await connection.readHead()
            fuse.blow()
            try? await connection.waitForEnd()
            if !Task.isCancelled { closed.fire() }
        } _: { server in
            let transport = URLSessionTransport(timing: Timing(clock: fuse))
            let error = await #expect(throws: CallFunnelError.self) {
                try await transport.send(HTTPRequest(url: server.baseURL))
            }
            #expect(error?.code == .timedOut)
            await closed.wait()
        }
    }

    @Test func `a trickle does not put the deadline off`() async throws {
        let fuse = Fuse()
        try await withRawServer { connection in
            try await connection.answer("HTTP/1.1 200 OK\r\n\r\n")
            for count in 1... {
                try await connection.send("x")
                if count == 20 { fuse.blow() }
                await Task.yield()
            }
        } _: { server in
            let transport = URLSessionTransport(
                configuration: .init(maximumResponseSize: .max), timing: Timing(clock: fuse))
            let error = await #expect(throws: CallFunnelError.self) {
                try await transport.send(HTTPRequest(url: server.baseURL))
            }
            #expect(error?.code == .timedOut)
        }
    }

    @Test(arguments: [Duration.milliseconds(300), .milliseconds(1_900), .seconds(90)])
    func `a timeout is kept to the millisecond`(timeout: Duration) async throws {
        let fuse = Fuse()
        try await withRawServer { connection in
            try await connection.readHead()
            fuse.blow()
            try await connection.waitForEnd()
        } _: { server in
            let transport = URLSessionTransport(configuration: .init(timeout: timeout), timing: Timing(clock: fuse))
            let error = await #expect(throws: CallFunnelError.self) {
                try await transport.send(HTTPRequest(url: server.baseURL))
            }
            #expect(error?.code == .timedOut)
            #expect(fuse.deadlines == [timeout])
        }
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .milliseconds(50)])
    func `on the system's clock, silence ends too`(timeout: Duration) async throws {
        try await withRawServer { connection in
            try await connection.waitForEnd()
        } _: { server in
            let transport = URLSessionTransport(configuration: .init(timeout: timeout))
            let start = ContinuousClock.now
            let error = await #expect(throws: CallFunnelError.self) {
                try await transport.send(HTTPRequest(url: server.baseURL))
            }
            #expect(error?.code == .timedOut)
            #expect(ContinuousClock.now - start >= timeout)
        }
    }

    @Test func `a timeout of any length can be asked for`() async throws {
        try await withLoopbackServer { _ in
            HTTPResponse(status: 204)
        } _: { server in
            for timeout in [Duration.seconds(Int64.max), .seconds(1 << 40)] {
                let transport = URLSessionTransport(configuration: .init(timeout: timeout))
                let status = try await transport.send(HTTPRequest(url: server.baseURL)).status
                #expect(status == 204)
            }
        }
    }
}
