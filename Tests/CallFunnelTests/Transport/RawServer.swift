// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Synchronization
import Testing

/// A server that plays a script on each raw connection, for everything a correct server would not do.
final class RawServer: Sendable {
    let baseURL: URL
    private let listener: Socket
    private let log = Mutex(Log())

    private struct Log {
        var connections = 0
        var heads: [String] = []
    }

    init() throws {
        listener = try Socket.listening(port: 0)
        baseURL = try #require(URL(string: "http://127.0.0.1:\(listener.boundPort())"))
    }

    /// The request heads so far, in the order they came.
    var heads: [String] { log.withLock { $0.heads } }
    /// The connections accepted so far.
    var connections: Int { log.withLock { $0.connections } }

    fileprivate func serve(_ script: @escaping @Sendable (RawConnection) async throws -> Void) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            while true {
                let socket = try await listener.accept()
                let number = log.withLock { log in
                    log.connections += 1
                    return log.connections
                }
                // A script that fails has lost its client, which is what many of them are about.
                group.addTask { try? await script(RawConnection(number: number, socket: socket, server: self)) }
            }
        }
    }

    fileprivate func note(_ head: String) { log.withLock { $0.heads.append(head) } }
}

/// One connection in the hands of a script. It ends when the script does.
struct RawConnection: Sendable {
    /// 1 for the server's first connection.
    let number: Int
    let socket: Socket
    fileprivate let server: RawServer

    /// Reads a request head up to its empty line, and throws when the client ends first.
    @discardableResult
    func readHead() async throws -> String {
        var bytes: [UInt8] = []
        while !bytes.contains([13, 10, 13, 10]) {
            let more = try await socket.receive()
            guard !more.isEmpty else { throw CancellationError() }
            bytes += more
        }
        let head = String(decoding: bytes, as: UTF8.self)
        server.note(head)
        return head
    }

    func send(_ text: String) async throws { try await socket.send(Array(text.utf8)) }
    func send(_ bytes: [UInt8]) async throws { try await socket.send(bytes) }

    /// Reads a request and answers it.
    func answer(_ response: String) async throws {
        try await readHead()
        try await send(response)
    }

    /// Returns when the client has closed, or throws when it reset the connection.
    func waitForEnd() async throws {
        while try await !socket.receive().isEmpty {}
    }
}

/// Runs a ``RawServer`` for the length of `body`.
func withRawServer<Result>(
    script: @escaping @Sendable (RawConnection) async throws -> Void,
    isolation: isolated (any Actor)? = #isolation,
    _ body: (RawServer) async throws -> Result
) async throws -> Result {
    let server = try RawServer()
    async let _ = server.serve(script)
    return try await body(server)
}
