// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

/// Requests that were tampered with, from a seed.
@Suite struct WebhookSignatureFuzzTests {
    private let body = Array(#"{"id":"evt_1","type":"call.completed","data":{"id":17}}"#.utf8)
    private let signedAt = Timestamp(microsecondsSinceEpoch: 1_800_000_000_000_000)

    private func accepts(_ lines: [String], _ body: [UInt8], _ secret: WebhookSecret) -> Bool {
        do throws(WebhookSignature.Rejection) {
            _ = try WebhookSignature(lines: lines).verify(body, secrets: [secret], at: signedAt)
            return true
        } catch {
            return false
        }
    }

    @Test func `a changed header is refused, unless it still says the same`() throws {
        let secret = try WebhookSecret("cfsec_1")
        let header = WebhookSignature.sign(body, secrets: [secret], at: signedAt)
        let code = try #require(header.split(separator: ",").last)
        var generator = SeededGenerator(seed: 13)
        var accepted = 0
        for round in 0..<20_000 {
            var bytes = Array(header.utf8)
            for _ in 0...(generator.next() % 3) { Self.mutate(&bytes, &generator) }
            let mutated = String(decoding: bytes, as: UTF8.self)
            let elements = mutated.unicodeScalars.split(separator: ",").map { element in
                String(String.UnicodeScalarView(element)).trimmingSpace
            }
            let times = elements.filter { $0.utf8.starts(with: "t=".utf8) }
            // Byte by byte, as a combining mark makes one Character of two.
            let saysTheSame =
                times.map { Array($0.utf8) } == [Array("t=1800000000".utf8)]
                && elements.contains { $0.utf8.elementsEqual(code.utf8) }
            #expect(accepts([mutated], body, secret) == saysTheSame, "round \(round): \(mutated.debugDescription)")
            accepted += saysTheSame ? 1 : 0
        }
        // Both happen.
        #expect(accepted > 100)
        #expect(accepted < 10_000)
    }

    @Test func `a changed body is refused, whatever changed`() throws {
        let secret = try WebhookSecret("cfsec_1")
        let header = WebhookSignature.sign(body, secrets: [secret], at: signedAt)
        var generator = SeededGenerator(seed: 14)
        for round in 0..<2_000 {
            var other = body
            Self.mutate(&other, &generator)
            #expect(accepts([header], other, secret) == (other == body), "round \(round)")
        }
    }

    @Test func `bytes that never were a header are refused`() throws {
        let secret = try WebhookSecret("cfsec_1")
        let alphabet = Array("tv10=, \t\r\n\u{0}aF-+.\u{E9}\u{661}\u{FEFF}".utf8)
        var generator = SeededGenerator(seed: 15)
        for _ in 0..<20_000 {
            let length = Int(generator.next() % 80)
            let bytes = (0..<length).map { _ in alphabet[Int(generator.next() % UInt64(alphabet.count))] }
            #expect(!accepts([String(decoding: bytes, as: UTF8.self)], body, secret))
        }
    }

    /// One change: a byte replaced, inserted or removed, a stretch repeated, moved or cut off.
    private static func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        func index(_ count: Int) -> Int { count == 0 ? 0 : Int(generator.next() % UInt64(count)) }
        let interesting: [UInt8] = Array(",, \t=tv10fF\r\n\u{0}".utf8) + [0x80, 0xFF]
        let byte = interesting[index(interesting.count)]
        switch generator.next() % 7 {
        case 0 where !bytes.isEmpty: bytes[index(bytes.count)] = byte
        case 1 where !bytes.isEmpty: bytes[index(bytes.count)] ^= 1 << UInt8(generator.next() % 8)
        case 2: bytes.insert(byte, at: index(bytes.count + 1))
        case 3 where !bytes.isEmpty: bytes.remove(at: index(bytes.count))
        case 4:
            let start = index(bytes.count)
            bytes.insert(contentsOf: Array(bytes[start...].prefix(index(20))), at: index(bytes.count + 1))
        case 5: bytes = Array(bytes.prefix(index(bytes.count + 1)))
        default:
            let cut = index(bytes.count)
            bytes = Array(bytes[cut...]) + [byte] + Array(bytes[..<cut])
        }
    }
}

extension String {
    /// Without spaces, tabs and line breaks at its ends.
    fileprivate var trimmingSpace: String {
        let spaces: [Unicode.Scalar] = [" ", "\t", "\r", "\n"]
        let start = unicodeScalars.drop { spaces.contains($0) }
        let end = start.reversed().drop { spaces.contains($0) }
        return String(String.UnicodeScalarView(end.reversed()))
    }
}
