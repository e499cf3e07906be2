// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
import Glibc

/// What the C library of Linux spells in its own way.
enum SocketPlatform {
    static let stream = CInt(SOCK_STREAM.rawValue)
    static let tcp = CInt(IPPROTO_TCP)
    static let shutdownWriting = CInt(SHUT_WR)

    static func loopbackAddress(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    /// Nothing to do: ``send(_:_:)`` keeps SIGPIPE away.
    static func silencePipeSignal(_ descriptor: CInt) {}

    static func send(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer) -> Int {
        Glibc.send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
    }
}
#endif
