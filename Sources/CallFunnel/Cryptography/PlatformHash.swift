// SPDX-License-Identifier: Apache-2.0

#if canImport(CryptoKit)
import CryptoKit
import Foundation

/// A digest of the platform's: faster than ours, and in the care of others.
struct PlatformHash<Wrapped: CryptoKit.HashFunction>: HashFunction {
    static var blockLength: Int { Wrapped.blockByteCount }
    static var digestLength: Int { Wrapped.Digest.byteCount }

    private var wrapped = Wrapped()

    mutating func update(_ bytes: ArraySlice<UInt8>) { wrapped.update(data: bytes) }

    func finalize() -> [UInt8] { Array(wrapped.finalize()) }
}

typealias SHA256 = PlatformHash<CryptoKit.SHA256>
typealias SHA1 = PlatformHash<CryptoKit.Insecure.SHA1>
#else
typealias SHA256 = PortableSHA256
typealias SHA1 = PortableSHA1
#endif
