// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct WebhookSignatureParsingTests {
    typealias Rejection = WebhookSignature.Rejection

    private static let code = String(repeating: "ab", count: 32)

    private static let refusals: [([String], Rejection)] = [
        ([], .missingHeader),
        ([""], .missingHeader),
        ([" \t", "\r\n "], .missingHeader),
        ([","], .malformedHeader(.noTimestamp)),
        (["sha256=\(code)"], .malformedHeader(.noTimestamp)),
        (["v1,\(code)"], .malformedHeader(.noTimestamp)),
        (["T=1,v1=\(code)"], .malformedHeader(.noTimestamp)),
        (["t =1,v1=\(code)"], .malformedHeader(.noTimestamp)),
        (["t=1,t=1,v1=\(code)"], .malformedHeader(.severalTimestamps)),
        (["t=1,v1=\(code)", "t=1,v1=\(code)"], .malformedHeader(.severalTimestamps)),
        (["t=,v1=\(code)"], .malformedHeader(.timestampNotSeconds)),
        (["t=00,v1=\(code)"], .malformedHeader(.timestampNotSeconds)),
        (["t=012,v1=\(code)"], .malformedHeader(.timestampNotSeconds)),
        (["t=1.0,v1=\(code)"], .malformedHeader(.timestampNotSeconds)),
        (["t=1e9,v1=\(code)"], .malformedHeader(.timestampNotSeconds)),
        (["t=+1,v1=\(code)"], .malformedHeader(.timestampNotSeconds)),
        (["t=-1,v1=\(code)"], .malformedHeader(.timestampNotSeconds)),
        (["t=1=2,v1=\(code)"], .malformedHeader(.timestampNotSeconds)),
        (["t= 1,v1=\(code)"], .malformedHeader(.timestampNotSeconds)),
        (["t=nan,v1=\(code)"], .malformedHeader(.timestampNotSeconds)),
        (["t=12345678901234,v1=\(code)"], .malformedHeader(.timestampNotSeconds)),
        (["t=\u{661},v1=\(code)"], .malformedHeader(.timestampNotSeconds)),
        (["t=1"], .malformedHeader(.noSignature)),
        (["t=1,v0=\(code)"], .malformedHeader(.noSignature)),
        (["t=1,v1="], .malformedHeader(.noSignature)),
        (["t=1,v1"], .malformedHeader(.noSignature)),
        (["t=1,V1=\(code)"], .malformedHeader(.noSignature)),
        (["t=1" + String(repeating: ",v1=0", count: 33)], .malformedHeader(.tooManySignatures)),
        (["t=1" + String(repeating: ",v1=", count: 33)], .malformedHeader(.tooManySignatures)),
        ([String(repeating: " ", count: 4097)], .malformedHeader(.tooLong)),
        (Array(repeating: "", count: 4098), .malformedHeader(.tooLong)),
        (["t=1,v1=\(code)", String(repeating: "x", count: 4025)], .malformedHeader(.tooLong)),
    ]

    @Test(arguments: refusals)
    func `what cannot be read is refused by its part`(lines: [String], rejection: Rejection) {
        #expect(throws: rejection) { try WebhookSignature(lines: lines) }
    }

    private static let readable: [(String, Int)] = [
        ("t=1,v1=\(code)", 1), ("t=1,v1=\(code),v1=\(code)", 2),
        // Never equal to anything, and still no reason to call the header malformed.
        ("t=1,v1=\(code.uppercased())", 0), ("t=1,v1=0", 0), ("t=1,v1=\(code)00", 0), ("t=1,v1=\"\(code)\"", 0),
        ("t=1,v1=\(code)=", 0), ("t=1,v1=,v1=\(code)", 1), ("t=1,v1=é,v1=\(code)", 1),
        ("t=1" + String(repeating: ",v1=" + code, count: 32), 32),
    ]

    @Test(arguments: readable)
    func `only whole lowercase codes can match`(line: String, codes: Int) throws {
        let signature = try WebhookSignature(lines: [line])
        #expect(signature.codes.count == codes)
        #expect(signature.timestampText == [UInt8(ascii: "1")])
        #expect(signature.signedAt == Timestamp(microsecondsSinceEpoch: 1_000_000))
    }

    @Test func `the longest header that is read is 4096 bytes with its commas`() throws {
        let line = "t=1,v1=\(Self.code)"
        let filler = String(repeating: "x", count: 4096 - line.utf8.count - 1)
        #expect(try WebhookSignature(lines: [line, filler]).codes.count == 1)
        #expect(try WebhookSignature(lines: [line + "," + filler]).codes.count == 1)
        #expect(throws: Rejection.malformedHeader(.tooLong)) { try WebhookSignature(lines: [line, filler + "x"]) }
        #expect(throws: Rejection.malformedHeader(.tooLong)) {
            try WebhookSignature(lines: [line + "," + filler + "x"])
        }
    }

    @Test func `times beyond a Timestamp count as its end`() throws {
        #expect(try WebhookSignature(lines: ["t=0,v1=0"]).signedAt == Timestamp(microsecondsSinceEpoch: 0))
        let end = try WebhookSignature(lines: ["t=9999999999999,v1=0"]).signedAt
        #expect(end == Timestamp(microsecondsSinceEpoch: .max))
    }

    private static let descriptions: [(Rejection, String)] = [
        (.missingHeader, "no X-CF-Signature header"),
        (.malformedHeader(.noTimestamp), "cannot be read: it has no t="),
        (.malformedHeader(.tooLong), "longer than 4096 bytes"),
        (.malformedHeader(.tooManySignatures), "more than 32 times v1="),
        (.noMatch, "as the bytes that came"),
        (.tooOld(by: .seconds(301)), "signed 301 s before this machine's time"),
        (.tooNew(by: .seconds(4000)), "signed 4000 s after this machine's time"),
        (.toleranceNotPositive, "must be more than zero"),
    ]

    @Test(arguments: descriptions)
    func `a refusal says what to look at`(rejection: Rejection, words: String) {
        #expect("\(rejection)".contains(words), "\(rejection)")
    }
}
