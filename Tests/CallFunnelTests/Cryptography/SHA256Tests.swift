// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct SHA256Tests {
    @Test func `digests match the known answers, whole and in pieces`() throws {
        for vector in try Vectors.cases("sha256", as: Vector.self) where vector.canRunHere {
            var hash = SHA256()
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
                #expect(Hex.encode(SHA256.hash(message)) == vector.digest_hex, "\(vector.id)")
            }
            #expect(Hex.encode(hash.finalize()) == vector.digest_hex, "\(vector.id)")
        }
    }

    @Test func `the Monte Carlo chain reaches its checkpoints`() throws {
        let vectors = try Vectors.cases("monte_carlo", as: Chain.self).filter { $0.algorithm == "sha256" }
        #expect(!vectors.isEmpty)
        for chain in vectors {
            var seed = try #require(Vectors.bytes(hex: chain.seed_hex))
            for (index, checkpoint) in chain.checkpoints_hex.prefix(debugBuild ? 10 : .max).enumerated() {
                var (a, b, c) = (seed, seed, seed)
                for _ in 0..<chain.inner_iterations { (a, b, c) = (b, c, SHA256.hash(a + b + c)) }
                seed = c
                #expect(Hex.encode(seed) == checkpoint, "\(chain.id), checkpoint \(index)")
            }
        }
    }

    @Test func `a copy carries on by itself and finishing changes nothing`() {
        let (first, second) = (Array("first ".utf8), Array("second".utf8))
        var hash = SHA256()
        hash.update(first)
        let prefix = hash.finalize()
        var copy = hash
        copy.update(second)
        #expect(hash.finalize() == prefix)
        #expect(copy.finalize() == SHA256.hash(first + second))
    }

    @Test func `hexadecimal is lowercase and keeps leading zeros`() {
        #expect(Hex.encode([]) == "")
        #expect(Hex.encode([0x00, 0x0A, 0xF0, 0xFF]) == "000af0ff")
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
