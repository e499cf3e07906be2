// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import CallFunnel

@Suite struct ProcessorSignatureTests {
    private let body = Array(#"{"id":"evt_1","type":"payment.succeeded"}"#.utf8)
    private let now = Timestamp(microsecondsSinceEpoch: 1_800_000_000_000_000)

    private func request(_ header: String, named name: String = "X-Processor-Signature") throws -> HTTPRequest {
        let url = try ProviderEndpoint.processor.url(tenant: "38")
        return HTTPRequest(method: "POST", url: url, headers: [name: header], body: body)
    }

    /// The digest was computed by Python's hmac.
    @Test func `a known answer`() throws {
        let header = try ProcessorSignature().sign(body, secrets: [WebhookSecret("whsec_1")], at: now)
        #expect(
            header == "t=1800000000,v1=a12312c6ccdd300ded24e9f47522ccababd95f4c99e163527106d67402f3a8ff")
    }

    @Test(arguments: [
        (ProcessorSignature(), "X-Processor-Signature"),
        (ProcessorSignature(headerName: "Stripe-Signature"), "stripe-signature"),
        (ProcessorSignature(headerName: "Pay-Signature", scheme: "sha256"), "Pay-Signature"),
    ])
    func `header and scheme are settings`(signature: ProcessorSignature, name: String) throws {
        let secrets = try [WebhookSecret("new"), WebhookSecret("old")]
        let header = signature.sign(body, secrets: [secrets[1]], at: now)
        #expect(header.hasPrefix("t=1800000000,\(signature.scheme)="))
        let match = try signature.verify(request(header, named: name), secrets: secrets, at: now)
        #expect(match.secretIndex == 1)
    }

    @Test func `signatures of another scheme do not count`() throws {
        let secret = try WebhookSecret("whsec_1")
        let other = ProcessorSignature(scheme: "v0").sign(body, secrets: [secret], at: now)
        let error = #expect(throws: ProcessorSignature.Rejection.self) {
            try ProcessorSignature().verify(request(other), secrets: [secret], at: now)
        }
        #expect(error?.reason == .malformedHeader(.noSignature))
    }

    @Test(arguments: [
        (-301, WebhookSignature.Rejection.tooNew(by: .seconds(301))), (-300, nil), (0, nil), (300, nil),
        (301, .tooOld(by: .seconds(301))),
    ])
    func `the window reaches both ways`(seconds: Int, reason: WebhookSignature.Rejection?) throws {
        let secret = try WebhookSecret("whsec_1")
        let request = try request(ProcessorSignature().sign(body, secrets: [secret], at: now))
        do throws(ProcessorSignature.Rejection) {
            _ = try ProcessorSignature().verify(request, secrets: [secret], at: now.advanced(by: .seconds(seconds)))
            #expect(reason == nil)
        } catch {
            #expect(error.reason == reason)
        }
    }

    @Test func `every refusal has its reason, with the header's own name`() throws {
        let secret = try WebhookSecret("whsec_1")
        let signature = ProcessorSignature(headerName: "Pay-Signature", scheme: "sha256")
        let good = signature.sign(body, secrets: [secret], at: now)
        let cases: [(String?, String)] = [
            (nil, "no Pay-Signature header"), ("", "no Pay-Signature header"),
            ("sha256=00", "no t=SECONDS"), ("t=nan,sha256=00", "whole seconds"),
            ("t=1800000000", "no sha256=SIGNATURE"), ("t=1800000000,v1=00", "no sha256=SIGNATURE"),
            (good.replacingOccurrences(of: "1800000000", with: "1800000001"), "no secret gives this signature"),
        ]
        for (header, words) in cases {
            var request = try request(header ?? "", named: "Pay-Signature")
            if header == nil { request.headers = [:] }
            let error = #expect(throws: ProcessorSignature.Rejection.self) {
                try signature.verify(request, secrets: [secret], at: now)
            }
            let text = "\(error.map { "\($0)" } ?? "")"
            #expect(text.contains(words), "\(header ?? "nil"): \(text)")
            #expect(!text.contains("X-CF") && !text.contains("whsec"))
        }
    }
}
