// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct HMACTests {
    @Test(arguments: Algorithm.allCases)
    func `codes match the known answers, and forged ones do not`(algorithm: Algorithm) throws {
        let vectors = try Vectors.cases("hmac_\(algorithm.rawValue)", as: Vector.self)
        #expect(vectors.count == 190)
        for vector in vectors {
            for implementation in algorithm.implementations { try check(vector, implementation) }
        }
    }

    private func check<Hash: HashFunction>(_ vector: Vector, _ hash: Hash.Type) throws {
        let key = try #require(Vectors.bytes(hex: vector.key_hex))
        let message = try #require(Vectors.bytes(hex: vector.msg_hex))
        let tag = try #require(Vectors.bytes(hex: vector.tag_hex))
        let code = HMAC<Hash>.code(of: message, key: key)
        #expect(code.count == Hash.digestLength)
        let matches = ConstantTime.equal(Array(code.prefix(vector.tag_bits / 8)), tag)
        #expect(matches == (vector.result == "valid"), "\(vector.id) \(hash)")

        let cut = message.count / 3
        let pieces = HMAC<Hash>.code(of: Array(message[..<cut]), [], Array(message[cut...]), key: key)
        #expect(pieces == code, "\(vector.id) \(hash), in pieces")
    }

    @Test(arguments: Algorithm.allCases)
    func `one key signs one message after another`(algorithm: Algorithm) {
        func check<Hash: HashFunction>(_: Hash.Type) {
            let key = Array("key".utf8)
            let keyed = HMAC<Hash>(key: key)
            for message in ["one", "", "two"] {
                var hmac = keyed
                hmac.update(Array(message.utf8))
                #expect(hmac.finalize() == HMAC<Hash>.code(of: Array(message.utf8), key: key))
                #expect(hmac.finalize() == hmac.finalize())
            }
        }
        for implementation in algorithm.implementations { check(implementation) }
    }
}

private struct Vector: Decodable {
    let id: String
    let key_hex: String
    let msg_hex: String
    let tag_hex: String
    let tag_bits: Int
    let result: String
}
