// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One TCP socket on 127.0.0.1 that never blocks a thread: what cannot be done at once is waited for on Dispatch.
///
/// Closed when the last reference goes. One task reads and one writes at a time.
package final class Socket: Sendable {
    let descriptor: CInt

    private init(owning descriptor: CInt) throws(LoopbackError) {
        self.descriptor = descriptor
        SocketPlatform.silencePipeSignal(descriptor)
        guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else {
            throw LoopbackError("fcntl", errno)
        }
    }

    deinit { close(descriptor) }

    // MARK: Making

    /// A socket that listens; with port 0 on any free port.
    package static func listening(port: UInt16) throws(LoopbackError) -> Socket {
        let server = try unconnected()
        server.set(SO_REUSEADDR, 1)
        guard server.with(port, bind) == 0 else { throw LoopbackError("bind to port \(port)", errno) }
        guard listen(server.descriptor, SOMAXCONN) == 0 else { throw LoopbackError("listen", errno) }
        return server
    }

    /// A socket connected to `port`.
    package static func connected(to port: UInt16) async throws -> Socket {
        let client = try unconnected()
        client.set(TCP_NODELAY, 1, level: SocketPlatform.tcp)
        if client.with(port, connect) != 0 {
            guard errno == EINPROGRESS else { throw LoopbackError("connect", errno) }
            try await client.waitUntilWritable()
            guard client.with(port, connect) == 0 || errno == EISCONN else { throw LoopbackError("connect", errno) }
        }
        return client
    }

    private static func unconnected() throws(LoopbackError) -> Socket {
        let descriptor = socket(AF_INET, SocketPlatform.stream, 0)
        guard descriptor >= 0 else { throw LoopbackError("socket", errno) }
        return try Socket(owning: descriptor)
    }

    /// The next connection, or `CancellationError`.
    package func accept() async throws -> Socket {
        try Task.checkCancellation()
        while true {
            let accepted = Foundation.accept(descriptor, nil, nil)
            if accepted >= 0 {
                let connection = try Socket(owning: accepted)
                connection.set(TCP_NODELAY, 1, level: SocketPlatform.tcp)
                return connection
            }
            switch errno {
            case EAGAIN: try await waitUntilReadable()
            case EINTR, ECONNABORTED: continue
            default: throw LoopbackError("accept", errno)
            }
        }
    }

    // MARK: Using

    /// Up to 64 KiB, as soon as there is any; empty when the peer has ended its side.
    package func receive() async throws -> [UInt8] {
        try Task.checkCancellation()
        while true {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, used in
                count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                used = max(0, count)
            }
            if count >= 0 { return bytes }
            switch errno {
            case EAGAIN: try await waitUntilReadable()
            case EINTR: continue
            default: throw LoopbackError("receive", errno)
            }
        }
    }

    /// Sends all of it, as fast as the peer takes it.
    package func send(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { SocketPlatform.send(descriptor, $0) }
            if sent >= 0 {
                rest = rest.dropFirst(sent)
                try Task.checkCancellation()
                continue
            }
            switch errno {
            case EAGAIN: try await waitUntilWritable()
            case EINTR: continue
            default: throw LoopbackError("send", errno)
            }
        }
    }

    /// Tells the peer that nothing more will come. What it sends can still be received.
    package func endSending() {
        _ = shutdown(descriptor, SocketPlatform.shutdownWriting)
    }

    /// Makes the close that follows a reset instead of a regular end.
    package func resetOnClose() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    }

    /// The port this socket is bound to.
    package func boundPort() throws(LoopbackError) -> UInt16 {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        guard result == 0 else { throw LoopbackError("getsockname", errno) }
        return UInt16(bigEndian: address.sin_port)
    }

    private func set(_ option: CInt, _ value: CInt, level: CInt = SOL_SOCKET) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
    }

    private func with(_ port: UInt16, _ call: (CInt, UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        var address = SocketPlatform.loopbackAddress(port: port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
