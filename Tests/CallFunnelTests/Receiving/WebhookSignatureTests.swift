// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct WebhookSignatureTests {
    typealias Rejection = WebhookSignature.Rejection

    private let body = Array(#"{"id":"evt_1","type":"call.completed"}"#.utf8)
    private let signedAt = Timestamp(microsecondsSinceEpoch: 1_800_000_000_000_000)

    private func signature(_ header: String) throws -> WebhookSignature {
        try WebhookSignature(headers: ["x-cf-signature": header])
    }

    @Test func `what is signed verifies, and says which secret it was`() throws {
        let (new, old) = (try WebhookSecret("new"), try WebhookSecret("old"))
        let header = WebhookSignature.sign(body, secrets: [old], at: signedAt)
        let match = try signature(header).verify(body, secrets: [new, old], at: signedAt)
        #expect(match.secretIndex == 1)
        #expect(match.signedAt == signedAt)
        #expect(throws: Rejection.noMatch) { try signature(header).verify(body, secrets: [new], at: signedAt) }
        #expect(throws: Rejection.noMatch) { try signature(header).verify(body, secrets: [], at: signedAt) }
    }

    @Test func `while both secrets sign, the first given counts`() throws {
        let (new, old) = (try WebhookSecret("new"), try WebhookSecret("old"))
        let header = WebhookSignature.sign(body, secrets: [old, new], at: signedAt)
        #expect(try signature(header).verify(body, secrets: [new, old], at: signedAt).secretIndex == 0)
        #expect(try signature(header).verify(body, secrets: [old, new], at: signedAt).secretIndex == 0)
    }

    private static let clocks: [(Int64, Rejection?)] = [
        (-300_000_001, .tooNew(by: .microseconds(300_000_001))),
        (-300_000_000, nil), (-1, nil), (0, nil), (1, nil), (300_000_000, nil),
        (300_000_001, .tooOld(by: .microseconds(300_000_001))),
        (136_800_000_000, .tooOld(by: .seconds(136_800))),
    ]

    @Test(arguments: clocks)
    func `the window reaches both ways, to the microsecond`(microseconds: Int64, refusal: Rejection?) throws {
        let secret = try WebhookSecret("secret")
        let header = WebhookSignature.sign(body, secrets: [secret], at: signedAt)
        let now = signedAt.advanced(by: .microseconds(microseconds))
        let result = Result { () throws(Rejection) in
            try WebhookSignature(headers: ["X-CF-Signature": header]).verify(body, secrets: [secret], at: now)
        }
        #expect(result.failure == refusal)
        // Nothing is said about the time of what somebody else signed.
        #expect(throws: Rejection.noMatch) {
            try signature(header).verify(body, secrets: [try WebhookSecret("other")], at: now)
        }
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .nanoseconds(-1), .seconds(Int64.min)])
    func `a tolerance that would accept nothing is refused by name`(tolerance: Duration) throws {
        let secret = try WebhookSecret("secret")
        let header = WebhookSignature.sign(body, secrets: [secret], at: signedAt)
        #expect(throws: Rejection.toleranceNotPositive) {
            try signature(header).verify(body, secrets: [secret], at: signedAt, tolerance: tolerance)
        }
    }

    @Test(arguments: [Int64.min, Int64.max])
    func `no clock and no time of signing is too far off to be compared`(microseconds: Int64) throws {
        let secret = try WebhookSecret("secret")
        let now = Timestamp(microsecondsSinceEpoch: microseconds)
        for time in ["0", "9999999999999"] {
            let mac = HMAC<SHA256>.code(of: Array("\(time).".utf8), body, key: secret.bytes)
            let signature = try signature("t=\(time),v1=\(Hex.encode(mac))")
            for tolerance in [Duration.nanoseconds(1), .seconds(Int64.max)] {
                _ = Result { () throws(Rejection) in
                    try signature.verify(body, secrets: [secret], at: now, tolerance: tolerance)
                }
            }
            guard time == "0" else { continue }
            #expect(throws: Rejection.self) { try signature.verify(body, secrets: [secret], at: now) }
        }
    }

    @Test(arguments: [
        (1_800_000_000_999_999, "t=1800000000,"), (0, "t=0,"), (-1, "t=0,"), (.min, "t=0,"),
        (Int64.max, "t=9223372036854,"),
    ])
    func `the time of signing is whole seconds`(microseconds: Int64, start: String) throws {
        let time = Timestamp(microsecondsSinceEpoch: microseconds)
        let header = WebhookSignature.sign(body, secrets: [try WebhookSecret("secret")], at: time)
        #expect(header.hasPrefix(start + "v1="))
        #expect(throws: Never.self) { try signature(header) }
    }

    @Test func `a repeated request is known by its fingerprint, whatever was left out of it`() throws {
        let (new, old) = (try WebhookSecret("new"), try WebhookSecret("old"))
        func fingerprint(_ signing: [WebhookSecret], _ body: [UInt8], seconds: Int64 = 0) throws -> String {
            let time = signedAt.advanced(by: .seconds(seconds))
            return try signature(WebhookSignature.sign(body, secrets: signing, at: time))
                .verify(body, secrets: [new, old], at: signedAt).fingerprint
        }
        let both = try fingerprint([new, old], body)
        #expect(try fingerprint([old], body) == both)
        #expect(try fingerprint([old, new], body) == both)
        #expect(try fingerprint([new], body, seconds: 1) != both)
        #expect(try fingerprint([new], body + [0]) != both)
    }

    @Test func `descriptions hold neither secrets nor signatures`() throws {
        let secret = try WebhookSecret("cfsec_hidden")
        let header = WebhookSignature.sign(body, secrets: [secret], at: signedAt)
        let mac = try #require(header.split(separator: "=").last)
        let signature = try signature(header)
        let match = try signature.verify(body, secrets: [secret], at: signedAt)
        for value in [secret, signature, match] as [Any] {
            var text = "\(value) \(String(reflecting: value)) \([value])"
            dump(value, to: &text)
            #expect(!text.contains("hidden_") && !text.contains("cfsec") && !text.contains(mac))
            #expect(!text.contains("evt_1") && !text.contains("UInt8"))
        }
    }
}

extension Result {
    /// Why it failed; nil when it did not.
    fileprivate var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
