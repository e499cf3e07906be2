// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator

/// A client that writes bytes of its choice and shows the bytes that come back.
struct RawClient {
    let socket: Socket

    init(_ server: LoopbackServer) async throws {
        socket = try await Socket.connected(to: server.port)
    }

    func send(_ text: String) async throws { try await socket.send(Array(text.utf8)) }

    /// What comes until `text` was seen, or until the server ends the connection.
    func read(until text: String) async throws -> String {
        var bytes: [UInt8] = []
        while true {
            let more = try await socket.receive()
            bytes += more
            if more.isEmpty || bytes.contains(Array(text.utf8)) { return String(decoding: bytes, as: UTF8.self) }
        }
    }

    /// What comes until the server ends the connection.
    func readToEnd() async throws -> String {
        var bytes: [UInt8] = []
        while true {
            let more = try await socket.receive()
            guard !more.isEmpty else { return String(decoding: bytes, as: UTF8.self) }
            bytes += more
        }
    }

    /// Sends everything on one connection, ends it, and reads the rest.
    static func exchange(_ text: String, with server: LoopbackServer) async throws -> String {
        let client = try await RawClient(server)
        try await client.send(text)
        client.socket.endSending()
        return try await client.readToEnd()
    }
}
