// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// Whatever arrives is answered as the matrix says; nothing traps, and nothing forged is handled.
@Suite struct HostileRequestTests {
    static let requests = 10_000

    @Test func `ten thousand hostile requests are answered, and none is handled`() throws {
        let reception = try Reception()
        try reception.world.run {
            let receiver = try reception.receiver()
            var forge = Forge(reception)
            for number in 0..<Self.requests {
                let forged = forge.next(number)
                let response = await receiver.respond(to: forged.request, handling: reception.note)
                #expect(response.status == forged.status, "\(number): \(forged.what)")
            }
            // Whoever repeats what the service sent gets its answer, and nothing is handled twice.
            let genuine = reception.call()
            for number in 0..<100 {
                var request = genuine
                request.headers["X-CF-Event-Id"] = number == 0 ? "evt_1" : forge.noise(20)
                #expect(await receiver.respond(to: request, handling: reception.note).status == 200)
            }
        }
        #expect(reception.handled.all == ["call.completed/call_1"])
    }
}

/// Makes hostile requests, the same ones for the same seed.
private struct Forge {
    struct Forged {
        let what: String
        let status: Int
        let request: HTTPRequest
    }

    private static let header = WebhookSignature.headerName
    private var generator = SeededGenerator(seed: 4)
    private let reception: Reception
    private let genuine: HTTPRequest
    private let signature: String

    init(_ reception: Reception) {
        self.reception = reception
        genuine = reception.call()
        signature = genuine.headers[Self.header] ?? ""
    }

    mutating func next(_ number: Int) -> Forged {
        var request = genuine
        let (what, status) = change(&request, number)
        return Forged(what: what, status: status, request: request)
    }

    private mutating func change(_ request: inout HTTPRequest, _ number: Int) -> (String, Int) {
        switch number % 16 {
        case 0:
            request.body[upTo(request.body.count - 1)] ^= UInt8(1 + upTo(254))
            return ("another body", 503)
        case 1:
            set(&request, signature.dropLast() + (signature.last == "0" ? "1" : "0"))
            return ("another signature", 503)
        case 2:
            set(&request, "t=\(1_000_000_000 + upTo(700_000_000)),\(codes)")
            return ("another time", 503)
        case 3:
            set(&request, "t=\(noTime()),\(codes)")
            return ("a time that is none", 400)
        case 4:
            let age = Duration.seconds(301 + upTo(1_000_000)) * (upTo(1) == 0 ? 1 : -1)
            request = reception.request(Reception.call(), at: reception.time.advanced(by: .zero - age))
            return ("outside the window", 503)
        case 5:
            set(&request, "x\(noise(200))")
            return ("noise for a signature", 400)
        case 6:
            request.headers[Self.header] = upTo(1) == 0 ? nil : " "
            return ("no signature", 400)
        case 7:
            request.method = ["GET", "post", "", "POST ", "PUT", "P\u{0}ST", noise(9)][upTo(6)]
            return ("another method", 405)
        case 8:
            request.body = bytes(upTo(300))
            return ("bytes for a body", 503)
        case 9:
            request.headers.add(Self.header, "t=\(upTo(2_000_000_000))")
            return ("a second time", 400)
        case 10:
            let secret = try? WebhookSecret("another \(number)")
            request = reception.request(Reception.call(), secrets: [secret].compactMap { $0 })
            return ("signed by another", 503)
        case 11:
            set(&request, "t=\(time),v0=\(codes.dropFirst(3)),V1=\(codes.dropFirst(3)),v1=")
            return ("no v1", 400)
        case 12:
            request.body = Array(noise(upTo(50)).utf8) + [0x00]
            return ("text for a body", 503)
        case 13:
            let upper = codes.uppercased().replacing("V1", with: "v1")
            set(&request, "t=\(time)," + [upper, "\(codes)\(codes)", "v1=ä"][upTo(2)])
            return ("a code in another spelling", 503)
        case 14:
            return changeSize(of: &request, number)
        default:
            request = reception.request(bytes: [0xFE] + bytes(20))
            return ("signed noise", 400)
        }
    }

    private mutating func changeSize(of request: inout HTTPRequest, _ number: Int) -> (String, Int) {
        switch number % 320 {
        case 14:
            request.body = [UInt8](repeating: 0x7B, count: (1 << 20) + 1)
            return ("a huge body", 413)
        case 30:
            set(&request, "t=\(time)" + String(repeating: ",\(codes)", count: 10_000))
            return ("ten thousand signatures", 400)
        case 46:
            set(&request, "t=\(time)" + String(repeating: ",v1=a", count: 33))
            return ("too many signatures", 400)
        default:
            for _ in 0...upTo(3) { request.headers.add(Self.header, noise(4_096)) }
            return ("a huge header", 400)
        }
    }

    // MARK: Parts

    private var time: Substring { signature.dropFirst(2).prefix { $0 != "," } }
    private var codes: Substring { signature.drop { $0 != "," }.dropFirst() }

    private func set(_ request: inout HTTPRequest, _ value: some StringProtocol) {
        request.headers[Self.header] = String(value)
    }

    private mutating func noTime() -> String {
        let texts = [
            "", "nan", "inf", "-1", "+1780299045", "1e9", "0x6a", " 1780299045", "1780299045.0", "1780299045=1",
            "01780299045", "١٧٨٠٢٩٩٠٤٥", String(repeating: "9", count: 14 + upTo(200)), "\u{0}", noise(10) + "x",
        ]
        return texts[upTo(texts.count - 1)]
    }

    mutating func noise(_ length: Int) -> String {
        var text = ""
        for _ in 0..<length {
            // Every plane, the controls and what combines included; no comma, which would end an element.
            let scalar = Unicode.Scalar(UInt32(upTo(upTo(3) == 0 ? 0x10_FFFF : 0x17F))) ?? "\u{FFFD}"
            text.unicodeScalars.append(scalar == "," || scalar == " " ? "~" : scalar)
        }
        return text
    }

    private mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(upTo(255)) } }

    private mutating func upTo(_ bound: Int) -> Int { Int.random(in: 0...bound, using: &generator) }
}
