// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct DigestTests {
    @Test(arguments: Algorithm.allCases)
    func `digests match the known answers, whole and in pieces`(algorithm: Algorithm) throws {
        let vectors = try Vectors.cases(algorithm.rawValue, as: Vector.self)
        #expect(vectors.count == 271)
        for vector in vectors where vector.canRunHere {
            for implementation in algorithm.implementations { try check(vector, implementation) }
        }
    }

    private func check(_ vector: Vector, _ implementation: (some HashFunction).Type) throws {
        var hash = implementation.init()
        if let unit = try vector.repeatedUnit {
            for _ in 0..<unit.count { hash.update(unit.bytes) }
        } else {
            let message = try #require(Vectors.bytes(hex: vector.msg_hex ?? ""), "\(vector.id)")
            var rest = message[...]
            for length in vector.chunk_lengths ?? [] {
                hash.update(rest.prefix(length))
                rest = rest.dropFirst(length)
            }
            hash.update(rest)
            #expect(Hex.encode(implementation.hash(message)) == vector.digest_hex, "\(vector.id) \(implementation)")
        }
        #expect(Hex.encode(hash.finalize()) == vector.digest_hex, "\(vector.id) \(implementation)")
    }

    @Test(arguments: Algorithm.allCases)
    func `the Monte Carlo chain reaches its checkpoints`(algorithm: Algorithm) throws {
        let vectors = try Vectors.cases("monte_carlo", as: Chain.self).filter { $0.algorithm == algorithm.rawValue }
        #expect(!vectors.isEmpty)
        for chain in vectors {
            for implementation in algorithm.implementations { try check(chain, implementation) }
        }
    }

    private func check(_ chain: Chain, _ implementation: (some HashFunction).Type) throws {
        var seed = try #require(Vectors.bytes(hex: chain.seed_hex))
        for (index, checkpoint) in chain.checkpoints_hex.prefix(debugBuild ? 10 : .max).enumerated() {
            var (a, b, c) = (seed, seed, seed)
            for _ in 0..<chain.inner_iterations { (a, b, c) = (b, c, implementation.hash(a + b + c)) }
            seed = c
            #expect(Hex.encode(seed) == checkpoint, "\(chain.id), checkpoint \(index), \(implementation)")
        }
    }

    @Test(arguments: Algorithm.allCases)
    func `a copy carries on by itself and finishing changes nothing`(algorithm: Algorithm) {
        func check(_ implementation: (some HashFunction).Type) {
            let (first, second) = (Array("first ".utf8), Array("second".utf8))
            var hash = implementation.init()
            hash.update(first)
            let prefix = hash.finalize()
            var copy = hash
            copy.update(second)
            #expect(hash.finalize() == prefix)
            #expect(copy.finalize() == implementation.hash(first + second))
            #expect(prefix.count == implementation.digestLength)
        }
        for implementation in algorithm.implementations { check(implementation) }
    }
}

/// The algorithms, each with all that compute it on this platform.
enum Algorithm: String, CaseIterable, Sendable {
    case sha1, sha256

    /// Ours, and where the platform has one too, that as well: the SDK uses it there.
    var implementations: [any HashFunction.Type] {
        var all: [any HashFunction.Type]
        switch self {
        case .sha1: all = [PortableSHA1.self]
        case .sha256: all = [PortableSHA256.self]
        }
        #if canImport(CryptoKit)
        switch self {
        case .sha1: all.append(SHA1.self)
        case .sha256: all.append(SHA256.self)
        }
        #endif
        return all
    }
}

#if DEBUG
private let debugBuild = true
#else
private let debugBuild = false
#endif

private struct Vector: Decodable {
    let id: String
    let msg_hex: String?
    let msg_repeat: Repeat?
    let chunk_lengths: [Int]?
    let slow: Bool?
    let digest_hex: String

    struct Repeat: Decodable {
        let unit_hex: String
        let count: Int
    }

    /// Unoptimised code takes minutes for half a gigabyte.
    var canRunHere: Bool { !(debugBuild && slow == true) }

    /// The message as larger units, so that what is timed is the digest and not the loop.
    var repeatedUnit: (bytes: [UInt8], count: Int)? {
        get throws {
            guard let msg_repeat else { return nil }
            let unit = try #require(Vectors.bytes(hex: msg_repeat.unit_hex), "\(id)")
            let batch = msg_repeat.count.isMultiple(of: 1 << 20) ? 1 << 20 : 10_000
            try #require(msg_repeat.count.isMultiple(of: batch), "\(id)")
            return ((0..<batch).flatMap { _ in unit }, msg_repeat.count / batch)
        }
    }
}

private struct Chain: Decodable {
    let id: String
    let algorithm: String
    let seed_hex: String
    let inner_iterations: Int
    let checkpoints_hex: [String]
}
