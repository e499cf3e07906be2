// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation
import Testing

@testable import verify_webhook

/// What `verify-webhook` finds out, asked as a function.
@Suite struct DiagnosisTests {
    static let secret = "cfsec_0123456789abcdef"
    static let body = #"{"id":"evt_1","type":"call.completed","tenant_id":38,"data":{"note":"Zoë / done","id":17}}"#
    static let signedAt = Timestamp(microsecondsSinceEpoch: 1_800_000_000_000_000)

    /// The header for what the sender signed.
    static func header(_ body: some Sequence<UInt8> = body.utf8, key: WebhookSecret? = nil) throws -> String {
        try WebhookSignature.sign(Array(body), secrets: [key ?? WebhookSecret(secret)], at: signedAt)
    }

    static func diagnose(
        _ header: String, _ secrets: [String] = [secret], body: some Sequence<UInt8> = body.utf8,
        after seconds: Int64 = 12,
        tolerance: Duration = .seconds(300)
    ) throws -> Diagnosis {
        let diagnosis = try Diagnosis(
            header: header, secrets: secrets, body: Array(body), now: signedAt.advanced(by: .seconds(seconds)),
            tolerance: tolerance)
        let text = diagnosis.findings.joined(separator: "\n")
        // Never a secret, a signature, or the body.
        for secret in secrets { #expect(!text.contains(secret)) }
        for pair in HeaderLine(header).pairs where pair.value.count > 20 { #expect(!text.contains(pair.value)) }
        #expect(!text.contains("Zoë") && !text.contains("evt_1"))
        return diagnosis
    }

    @Test func `what is right is accepted, with its age and the secret`() throws {
        let one = try Self.diagnose(Self.header())
        #expect(one.verdict == .accepted)
        #expect(one.findings == ["signed at 2027-01-15T08:00:00Z, 12 s before now"])
        let several = try Self.diagnose(Self.header(), ["new", Self.secret])
        #expect(several.verdict == .accepted)
        #expect(several.findings.last == "secret 2 of 2 matches")
        let line = try Self.diagnose("x-cf-signature: " + Self.header())
        #expect(line.verdict == .accepted)
        let trimmed = try Self.diagnose(Self.header(), [Self.secret + "\n"])
        #expect(trimmed.verdict == .accepted)
        #expect(trimmed.findings.last?.contains("line break at its end, which was dropped") == true)
    }

    private static let secrets: [(String, String)] = [
        ("\"\(secret)\"", "the secret has quotes around it"),
        ("'\(secret)'", "the secret has quotes around it"),
        ("“\(secret)”", "the secret has quotes around it"),
        (" \(secret)", "the secret has white space around it"),
        ("\(secret) \n", "the secret has white space around it"),
        ("\"\(secret)\n\"", "the secret has quotes around it; without"),
        ("\"\(secret)\"\n", "the secret has quotes around it; without"),
        ("\n\(secret)", "the secret has a line break around it"),
        (#"\#(secret)\n"#, #"the secret has the two characters \n at its end"#),
        ("CALLFUNNEL_WEBHOOK_SECRET=\(secret)", "the secret has the name of its variable in front of it"),
        ("CALLFUNNEL_WEBHOOK_SECRET='\(secret)'", "the name of its variable in front of it and quotes around it"),
        ("cfsec_\u{200B}0123456789abcdef", "the secret has an invisible character in it"),
        ("\u{FEFF}\(secret)", "the secret has an invisible character in it"),
    ]

    @Test(arguments: secrets)
    func `what was added to a secret is named`(text: String, finding: String) throws {
        let alone = try Self.diagnose(Self.header(), [text])
        #expect(alone.verdict == .noMatch)
        #expect(alone.findings.count == 1)
        #expect(alone.findings.first?.contains(finding) == true, "\(alone.findings)")
        let second = try Self.diagnose(Self.header(), ["other", text])
        #expect(second.findings.first?.hasPrefix("secret 2 has") == true, "\(second.findings)")
    }

    private static let keys: [([UInt8], String)] = [
        (Array("\(secret)\n".utf8), "the sender's key has a line break at its end"),
        (Array("\(secret) ".utf8), "the sender's key has a space at its end"),
        (Array("0123456789abcdef".utf8), "the secret without its prefix"),
        ([0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF], "the secret read as hexadecimal"),
        (Data(base64Encoded: "0123456789abcdef").map { Array($0) } ?? [], "the secret read as base64"),
    ]

    @Test(arguments: keys)
    func `a sender that makes another key of the secret is told`(key: [UInt8], finding: String) throws {
        let diagnosis = try Self.diagnose(Self.header(key: WebhookSecret(bytes: key)))
        #expect(diagnosis.verdict == .noMatch)
        #expect(diagnosis.findings.count == 1)
        #expect(diagnosis.findings.first?.contains(finding) == true, "\(diagnosis.findings)")
    }

    private static let clocks: [(Int64, Diagnosis.Verdict, String)] = [
        (301, .tooOld, "the clock is off by 301 s, if the request has just come"),
        (-301, .tooNew, "the clock is off by 301 s: this one is behind"),
        (3600, .tooOld, "that is about 1 h"),
        (-7210, .tooNew, "that is about 2 h"),
        (86_400, .tooOld, "the clock is off by 86400 s"),
    ]

    @Test(arguments: clocks)
    func `a clock that is off is told by how much`(seconds: Int64, verdict: Diagnosis.Verdict, finding: String) throws {
        let diagnosis = try Self.diagnose(Self.header(), after: seconds)
        #expect(diagnosis.verdict == verdict)
        #expect(
            diagnosis.findings.first?.hasSuffix(
                "\(abs(seconds)) s \(seconds > 0 ? "before" : "after") now; 300 s are allowed") == true)
        #expect(diagnosis.findings.last?.contains(finding) == true, "\(diagnosis.findings)")
    }

    @Test func `a narrower tolerance is kept to`() throws {
        #expect(try Self.diagnose(Self.header(), tolerance: .seconds(12)).verdict == .accepted)
        #expect(try Self.diagnose(Self.header(), tolerance: .seconds(11)).verdict == .tooOld)
    }

    @Test func `what cannot be explained says what to check, and how far off the time is`() throws {
        let diagnosis = try Self.diagnose(Self.header(), ["other"], after: 4000)
        #expect(diagnosis.verdict == .noMatch)
        #expect(diagnosis.findings.first?.contains("no cause found in ") == true)
        #expect(diagnosis.findings.last?.contains("4000 s before now, which is too far off") == true)
    }

    @Test func `two causes at once are both named`() throws {
        let header = try Self.header().uppercased().replacingOccurrences(of: "V1", with: "v1")
            .replacingOccurrences(of: "T=", with: "t=")
        let diagnosis = try Self.diagnose(header, ["'\(Self.secret)'"], body: Array((Self.body + "\n").utf8))
        #expect(diagnosis.verdict == .noMatch)
        #expect(diagnosis.findings.count == 3, "\(diagnosis.findings)")
    }

    @Test func `a long body ends the search in time`() throws {
        let body = Array(repeating: UInt8(ascii: "["), count: 1 << 20)
        let diagnosis = try Self.diagnose(Self.header(), body: body)
        #expect(diagnosis.findings.first?.contains("the body being too long for more") == true)
    }
}
