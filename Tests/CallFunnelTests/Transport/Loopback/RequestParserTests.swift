// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation
import Testing

@testable import CallFunnelSimulator

@Suite struct RequestParserTests {
    private static let stream =
        "\r\nPOST /a?b=1 HTTP/1.1\r\nHost: x\r\nX-Empty:\r\nX-Blank: \t \r\nX-Text: \t é  b \r\nContent-Length: 3\r\n\r\nabc"
        + "PUT //host/c HTTP/1.1\r\nhOST: x\r\ntransfer-encoding: Chunked\r\n\r\n2\r\n\r\n\r\n1 ;e\r\n0\r\n0\r\nT: t\r\n\r\n"
        + "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

    private func requests(_ bytes: [UInt8], piece: Int) throws -> [HTTPRequest] {
        var parser = RequestParser(origin: "http://127.0.0.1:1")
        var requests: [HTTPRequest] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            parser.append(Array(bytes[start..<min(bytes.count, start + piece)]))
            while case .request(let request, staysOpen: true) = try parser.next() { requests.append(request) }
        }
        return requests
    }

    @Test(arguments: 1...64) func `requests are the same however their bytes are cut`(piece: Int) throws {
        let requests = try requests(Array(Self.stream.utf8), piece: piece)
        try #require(requests.count == 3)
        #expect(requests.map(\.method) == ["POST", "PUT", "GET"])
        #expect(requests.map { String(decoding: $0.body, as: UTF8.self) } == ["abc", "\r\n0", ""])
        #expect(requests[0].url.absoluteString == "http://127.0.0.1:1/a?b=1")
        #expect(requests[1].url.host == "127.0.0.1")
        #expect(requests[0].headers["x-empty"] == "")
        #expect(requests[0].headers["x-blank"] == "")
        #expect(requests[0].headers["x-text"] == "é  b")
    }

    @Test func `header bytes that are not UTF-8 are kept one by one`() throws {
        let bytes = Array("GET / HTTP/1.1\r\nHost: x\r\nX: a".utf8) + [0xE9, 0xFF] + Array("\r\n\r\n".utf8)
        let requests = try requests(bytes, piece: bytes.count)
        #expect(requests.first?.headers["X"] == "a\u{E9}\u{FF}")
    }

    /// Any bytes lead to requests, to a refusal or to waiting; never to a trap.
    @Test func `no bytes make it trap`() {
        var random = SplitMix(state: 1)
        let alphabet = Array(
            "GET POST/ HTTP/1.1\r\n\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n0123\t;".utf8)
        let seed = Array(Self.stream.utf8)
        for _ in 0..<3_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = alphabet.randomElement(using: &random) ?? 0
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                }
            }
            _ = try? requests(bytes, piece: 40)
        }
    }
}

/// The same numbers every time.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
