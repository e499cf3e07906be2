// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import CallFunnel

@Suite struct TwilioSignatureTests {
    private static let url = "https://calls.example.com/voice/twilio/incoming?tenant_id=38"
    private let form = FormParameters([("To", "+12025550143"), ("CallSid", "CA1"), ("CallStatus", "ringing")])

    private func token(_ text: String = "0123456789abcdef") throws -> TwilioAuthToken { try TwilioAuthToken(text) }

    private func signature(_ value: String, settings: String? = nil) throws(TwilioSignature.Rejection)
        -> TwilioSignature
    {
        var headers: HTTPHeaders = [TwilioSignature.headerName: value]
        if let settings { headers.add("X-Twilio-Webhooks-Signature-Settings", settings) }
        return try TwilioSignature(headers: headers)
    }

    @Test func `the known answers come out`() throws {
        let vectors = try Vectors.cases("twilio", as: Vector.self)
        #expect(vectors.count == 95)
        for vector in vectors where vector.expected.outcome != "either" {
            #expect(try vector.isAccepted == (vector.expected.outcome == "accept"), "\(vector.id)")
        }
        // The others must only be survived.
        for vector in vectors where vector.expected.outcome == "either" { _ = try vector.isAccepted }
    }

    @Test func `what is accepted is signed with the same letters`() throws {
        for vector in try Vectors.cases("twilio", as: Vector.self) where vector.oracleSigns {
            let token = try TwilioAuthToken(vector.auth_token)
            let form = vector.form ?? FormParameters()
            #expect(TwilioSignature.sign(form, url: vector.signed_url ?? vector.url, token: token) == vector.signature)
        }
    }

    @Test func `a form is read from the raw body, whatever its order and escapes`() throws {
        let code = TwilioSignature.sign(form, url: Self.url, token: try token())
        let request = try HTTPRequest(
            method: "POST", url: #require(URL(string: Self.url)),
            headers: [
                "x-twilio-signature": code, "Content-Type": "Application/X-WWW-Form-URLencoded; charset=UTF-8",
            ],
            body: Array("CallStatus=ring%69ng&CallSid=CA1&To=%2b12025550143".utf8))
        let read = try TwilioSignature(headers: request.headers).verify(request, tokens: [token("other"), token()])
        #expect(read["To"] == "+12025550143" && read["CallStatus"] == "ringing" && read["Nothing"] == nil)
    }

    @Test func `a body that is no form is signed by its digest in the URL`() throws {
        let body = Array(#"{"CallSid":"CA1"}"#.utf8)
        let url = "\(Self.url)&bodySHA256=\(Hex.encode(SHA256.hash(body)))"
        let code = TwilioSignature.sign(url: url, token: try token())
        var request = try HTTPRequest(
            method: "POST", url: #require(URL(string: url)),
            headers: [TwilioSignature.headerName: code, "Content-Type": "application/json"], body: body)
        #expect(try signature(code).verify(request, tokens: [token()]).isEmpty)
        request.body.append(UInt8(ascii: "\n"))
        #expect(throws: TwilioSignature.Rejection.otherBody) { try signature(code).verify(request, tokens: [token()]) }
        let bare = TwilioSignature.sign(url: Self.url, token: try token())
        #expect(throws: TwilioSignature.Rejection.missingBodyDigest) {
            try signature(bare).verify(request, url: Self.url, tokens: [token()])
        }
    }

    @Test func `a GET is signed by its URL alone`() throws {
        let code = TwilioSignature.sign(url: Self.url, token: try token())
        let request = try HTTPRequest(url: #require(URL(string: Self.url)))
        #expect(try signature(code).verify(request, tokens: [token()]).isEmpty)
    }

    @Test(arguments: [
        ("https://calls.example.com/voice/twilio/incoming?tenant_id=39", TwilioSignature.Rejection.noMatch),
        ("https://calls.example.com:8443/voice/twilio/incoming?tenant_id=38", nil),
        ("http://calls.example.com/voice/twilio/incoming?tenant_id=38", .otherScheme),
        ("http://calls.example.com:8080/voice/twilio/incoming?tenant_id=38", .otherScheme),
        ("https://user:secret@calls.example.com/voice/twilio/incoming?tenant_id=38", .noMatch),
        ("ftp://calls.example.com/voice/twilio/incoming?tenant_id=38", .noMatch),
        ("//?@:[]", .noMatch), ("://", .noMatch), ("", .noMatch),
    ])
    func `a URL that was changed on the way is told apart`(seen: String, reason: TwilioSignature.Rejection?) throws {
        let code = TwilioSignature.sign(form, url: Self.url, token: try token())
        let token = try token()
        do throws(TwilioSignature.Rejection) {
            try signature(code).verify(form, url: seen, tokens: [token])
            #expect(reason == nil)
        } catch {
            #expect(error == reason)
        }
    }

    @Test(arguments: [
        ([], nil, TwilioSignature.Rejection.missingHeader),
        (["RSOYDt4T1cUTdK1PDd93/VVr8B8="], nil, nil),
        (["RSOYDt4T1cUTdK1PDd93/VVr8B8=", "RSOYDt4T1cUTdK1PDd93/VVr8B8="], nil, .malformedHeader),
        ([""], nil, .malformedHeader),
        (["RSOYDt4T1cUTdK1PDd93/VVr8B8"], nil, .malformedHeader),
        (["RSOYDt4T1cUTdK1PDd93_VVr8B8="], nil, .malformedHeader),
        (["RSOYDt4T1cUTdK1PDd93/VVr8B8= "], nil, .malformedHeader),
        (["RSOYDt4T1cUTdK1PDd93/VVr8B8="], "key=k,algorithm=HMAC_SHA1", nil),
        (["RSOYDt4T1cUTdK1PDd93/VVr8B8="], "key=k", nil),
        (["RSOYDt4T1cUTdK1PDd93/VVr8B8="], "key=k, algorithm = HMAC_SHA256", .otherAlgorithm),
    ])
    func `a header is read strictly, and says so when it asks for another algorithm`(
        values: [String], settings: String?, reason: TwilioSignature.Rejection?
    ) {
        var headers: HTTPHeaders = [:]
        for value in values { headers.add("X-Twilio-Signature", value) }
        if let settings { headers.add("X-Twilio-Webhooks-Signature-Settings", settings) }
        do throws(TwilioSignature.Rejection) {
            _ = try TwilioSignature(headers: headers)
            #expect(reason == nil)
        } catch {
            #expect(error == reason)
        }
    }

    @Test(arguments: ["", " ", "secret\n", "secret\r", "\tsecret", "sec ret"])
    func `a token that can match nothing is refused at once`(text: String) {
        let error = #expect(throws: CallFunnelError.self) { try TwilioAuthToken(text) }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.description.contains("secret") == false)
    }

    @Test func `without a token nothing matches`() throws {
        let code = TwilioSignature.sign(form, url: Self.url, token: try token())
        #expect(throws: TwilioSignature.Rejection.noMatch) {
            try signature(code).verify(form, url: Self.url, tokens: [])
        }
    }

    @Test func `nothing secret is shown`() throws {
        let code = TwilioSignature.sign(form, url: Self.url, token: try token())
        let shown = try [
            String(describing: token()), dumped(token()), "\(signature(code))", dumped(signature(code)), "\(form)",
            dumped(form),
        ]
        for text in shown {
            #expect(!text.contains("0123456789abcdef") && !text.contains(code) && !text.contains("2025550143"))
        }
    }

    private func dumped(_ value: Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text
    }
}

extension TwilioSignatureTests {
    /// One case of `twilio.json`.
    private struct Vector: Decodable {
        struct Expected: Decodable { let outcome: String }

        let id: String
        let auth_token: String
        let url: String
        let signed_url: String?
        let signature: String?
        let params: [[String]]?
        let body_base64: String?
        let settings_header: String?
        let expected: Expected
        let category: String

        var form: FormParameters? {
            guard body_base64 == nil else { return nil }
            return FormParameters((params ?? []).compactMap { $0.count == 2 ? ($0[0], $0[1]) : nil })
        }

        var isAccepted: Bool {
            get throws {
                var headers: HTTPHeaders = [:]
                if let signature { headers.add("X-Twilio-Signature", signature) }
                if let settings_header { headers.add("X-Twilio-Webhooks-Signature-Settings", settings_header) }
                do {
                    let token = try TwilioAuthToken(auth_token)
                    let parsed = try TwilioSignature(headers: headers)
                    if let form {
                        // Through the wire, as it would come.
                        try parsed.verify(FormParameters(form.encoded), url: url, tokens: [token])
                    } else {
                        let body = try #require(Vectors.bytes(base64: body_base64 ?? ""))
                        try parsed.verify(body, url: url, tokens: [token])
                    }
                    return true
                } catch is TwilioSignature.Rejection {
                    return false
                } catch is CallFunnelError {
                    return false
                }
            }
        }

        var oracleSigns: Bool {
            expected.outcome == "accept" && body_base64 == nil && category != "published"
        }
    }
}
