// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin

/// What the C library of Apple's systems spells in its own way.
enum SocketPlatform {
    static let stream = SOCK_STREAM
    static let tcp = IPPROTO_TCP
    static let shutdownWriting = SHUT_WR

    static func loopbackAddress(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_len = UInt8(MemoryLayout<sockaddr_in>.size)
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    /// Writing to a peer that is gone gives an error instead of ending the process.
    static func silencePipeSignal(_ descriptor: CInt) {
        var on: CInt = 1
        setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<CInt>.size))
    }

    static func send(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
        Darwin.send(descriptor, bytes.baseAddress, bytes.count, 0)
    }
}
#endif
