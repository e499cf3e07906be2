// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation
import Testing

@testable import verify_webhook

/// Headers that are not as they should be.
@Suite struct HeaderDiagnosisTests {
    private static let hex = String(repeating: "ab", count: 32)

    /// The right header, changed; and what is said of it.
    private static let changed: [(@Sendable (String) -> String, Diagnosis.Verdict, String)] = [
        ({ "\"\($0)\"" }, .malformedHeader, "the header has quotes around it"),
        ({ "'X-CF-Signature: \($0)'" }, .malformedHeader, "the header has quotes around it"),
        ({ $0.replacingOccurrences(of: ",", with: ";") }, .malformedHeader, "separated by ; where , belongs"),
        ({ $0.replacingOccurrences(of: "=", with: ":") }, .malformedHeader, "has : where = belongs"),
        ({ $0.replacingOccurrences(of: "=", with: " = ") }, .malformedHeader, "white space around ="),
        ({ $0.replacingOccurrences(of: "v1=", with: "V1=") }, .malformedHeader, "the names t and v1 are in capitals"),
        ({ $0.replacingOccurrences(of: "t=", with: "T=") }, .malformedHeader, "the names t and v1 are in capitals"),
        ({ "t=1," + $0 }, .malformedHeader, "t is there 2 times; number 2 was signed"),
        ({ $0 + ",t=1" }, .malformedHeader, "t is there 2 times; number 1 was signed"),
        ({ $0.prefix(16) + $0.dropFirst(16).uppercased() }, .noMatch, "the signature is in capitals"),
        ({ $0.replacingOccurrences(of: "v1=", with: "v1=sha256=") }, .noMatch, "the name of its algorithm around it"),
        ({ $0.replacingOccurrences(of: "v1=", with: "v1=\"") + "\"" }, .noMatch, "the signature has quotes"),
        ({ base64($0) }, .noMatch, "the signature is in base64"),
        ({ String($0.dropLast()) }, .noMatch, "v1 has 63 characters where 64 belong"),
    ]

    private static func base64(_ header: String) -> String {
        let digits = header.suffix(64).compactMap(\.hexDigitValue)
        let bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
        return header.dropLast(64) + Data(bytes).base64EncodedString()
    }

    @Test(arguments: changed.indices)
    func `what is wrong with the header is named`(index: Int) throws {
        let (change, verdict, finding) = Self.changed[index]
        let diagnosis = try DiagnosisTests.diagnose(change(DiagnosisTests.header()))
        #expect(diagnosis.verdict == verdict)
        #expect(diagnosis.findings.contains { $0.contains(finding) }, "\(diagnosis.findings)")
    }

    private static let foreign: [(String, Diagnosis.Verdict, String)] = [
        ("", .missingHeader, "no X-CF-Signature header"),
        (" ", .missingHeader, "no X-CF-Signature header"),
        ("X-CF-Signature:", .missingHeader, "no X-CF-Signature header"),
        (
            "Stripe-Signature: t=1,v1=\(hex)", .missingHeader,
            "this is the header Stripe-Signature; CallFunnel signs with X-CF"
        ),
        ("X-Hub-Signature-256: sha256=\(hex)", .missingHeader, "as GitHub signs in X-Hub-Signature-256"),
        ("sha256=\(hex)", .malformedHeader, "as GitHub signs"),
        ("sha1=\(hex.prefix(40))", .malformedHeader, "as GitHub signs"),
        ("v1,\(Data(repeating: 7, count: 32).base64EncodedString())", .malformedHeader, "as Standard Webhooks signs"),
        ("v0=\(hex)", .malformedHeader, "as Slack signs"),
        ("t=1,v0=\(hex)", .malformedHeader, "v0 only; CallFunnel's signature is v1"),
        ("sig1=(\"@method\");created=1;keyid=\"a\"", .malformedHeader, "RFC 9421"),
        ("Bearer abc", .malformedHeader, "credentials, and no signature"),
        (hex, .malformedHeader, "a bare hexadecimal signature"),
        (Data(repeating: 7, count: 32).base64EncodedString(), .malformedHeader, "a bare base64 signature"),
        (Data(repeating: 7, count: 20).base64EncodedString(), .malformedHeader, "as Twilio and Shopify send"),
        (#"{"t":1}"#, .malformedHeader, "another scheme: JSON"),
        ("t=1800000000.5,v1=\(hex)", .malformedHeader, "t has a fraction"),
        ("t=2027-01-15T08:00:00Z,v1=\(hex)", .malformedHeader, "t is a date or a word"),
        ("t=1800000000000000,v1=\(hex)", .malformedHeader, "t looks like microseconds"),
        ("t=1800000000000000000,v1=\(hex)", .malformedHeader, "t looks like nanoseconds"),
        ("t=1800000000000,v1=\(hex)", .noMatch, "t looks like milliseconds"),
        ("t=1800000000,v1=\(hex.prefix(40))", .noMatch, "v1 has 40 digits, as HMAC-SHA1 has"),
        ("t=1800000000,v1=\(hex)\(hex)", .noMatch, "v1 has 128 digits, as HMAC-SHA512 has"),
    ]

    @Test(arguments: foreign)
    func `a header of another scheme is recognised`(header: String, verdict: Diagnosis.Verdict, finding: String) throws
    {
        let diagnosis = try DiagnosisTests.diagnose(header)
        #expect(diagnosis.verdict == verdict)
        #expect(diagnosis.findings.contains { $0.contains(finding) }, "\(diagnosis.findings)")
    }

    @Test func `a time in milliseconds that was signed is told from a clock that is off`() throws {
        let time = Timestamp(microsecondsSinceEpoch: 1_800_000_000_000_000_000)
        let secret = try WebhookSecret(DiagnosisTests.secret)
        let header = WebhookSignature.sign(Array(DiagnosisTests.body.utf8), secrets: [secret], at: time)
        let diagnosis = try DiagnosisTests.diagnose(header)
        #expect(diagnosis.verdict == .tooNew)
        #expect(diagnosis.findings.last == "t looks like milliseconds; seconds belong there")
        #expect(diagnosis.findings.first?.hasPrefix("signed after the year 9999, ") == true)
    }
}
