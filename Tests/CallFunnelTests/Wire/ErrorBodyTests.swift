// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

/// What of an error response reaches a person (C3, C10).
@Suite struct ErrorBodyTests {
    @Test(
        arguments: [
            (#"{"detail": "Not found"}"#, "Not found"), (#"{"detail": "a\nb\r\nc"}"#, "a b  c"),
            (#"{"detail": ""}"#, nil), (#"{"detail": [{}]}"#, nil), (#"{"detail": null}"#, nil),
            (#"{"detail": {"message": "x"}}"#, nil),
            ("{}", nil), ("", nil),
            ("[]", nil), ("Bad gateway", nil), (#""detail""#, nil),
            (#"{"detail": [{"loc": ["query", "ts"], "msg": "required", "type": "missing"}]}"#, "query.ts: required"),
            (
                #"{"detail": [{"loc": ["body", 3, null], "msg": "bad"}, {"msg": "worse"}, 7, {}]}"#,
                "body.3.?: bad; worse"
            ),
            ("<html><body>cf_live_x +14155550100</body></html>", Self.html), ("\n <!DOCTYPE HTML>\n<p>", Self.html),
            ("<HTML lang=en>", Self.html), ("<htm>", nil),
        ] as [(String, String?)])
    func `the detail is one line, in any of its forms`(body: String, detail: String?) {
        #expect(ErrorBody(Array(body.utf8)).detail == detail)
    }

    @Test(arguments: [
        "Contact +14155550100 not found", "Contact +1 415 555 0100.", "(415) 555-0100", "+1-415-555-0100",
        "+1.415.555.0100", "+1 (415) 555 0100 is wrong", "tel:14155550100;ext=1", "phone=+14155550100&before=x",
        "%2B14155550100", "0170/555 01 00", "+1\u{A0}415\u{A0}555\u{A0}0100", "+1\u{2011}415\u{2011}555\u{2011}0100",
        "+1\u{2013}415\u{2009}555\u{202F}0100", "a+14155550100b", "'4155550100','4155550100'",
        "\u{664}\u{661}\u{665}5550100",
    ])
    func `no phone number is left in it, however it is written`(text: String) {
        let detail = Redaction.scrub(text)
        let digits = detail.filter(\.isNumber)
        #expect(digits.count <= 6 && !digits.contains("5555") && !digits.contains("5550"), "\(detail)")
        #expect(detail.contains("…00"), "\(detail)")
    }

    @Test(arguments: ["+14155550100", "(415) 555-0100", "+1 415 555 0100", "1234567"])
    func `half a number where the text is cut is not left in it`(phone: String) {
        for length in 280..<300 {
            let detail = Redaction.scrub(String(repeating: "x", count: length) + phone + " is wrong")
            #expect(detail.filter(\.isNumber).count <= 2, "\(detail.suffix(12))")
        }
    }

    @Test(arguments: [
        "key cf_live_Secret1 refused", "Bearer cf_live_Secret1", "\"cf_test_Secret1\"",
        "key=cf_live_Secret1,cf_live_Secret1",
        "x cf_Secret1", "cf_live_Secret1\ncf_live_Secret1", "Authorization:cf_live_Secret1",
    ])
    func `no key is left in it`(text: String) {
        let detail = Redaction.scrub(text)
        #expect(!detail.contains("Secret1"))
        #expect(detail.contains("cf_…"))
    }

    @Test(arguments: ["run 12345 of 6", "field 3 of 10", "id call_17", "41 minutes", "HTTP 502", "x"])
    func `short numbers stay`(text: String) {
        #expect(Redaction.scrub(text) == text)
    }

    @Test func `scrubbing twice changes nothing more, and no text traps`() {
        var random = RandomResources(seed: 31)
        for _ in 0..<200 {
            let texts = (0..<8).compactMap { _ in random.call().failureReason }
            let once = Redaction.scrub(texts.joined())
            #expect(Redaction.scrub(once) == once)
            #expect(once.count <= 300 && !once.contains { $0.isNewline })
        }
    }

    @Test func `what a field error repeats of the input is not shown`() {
        let body = """
            {"detail": [{"type": "string_pattern", "loc": ["query", "+14155550100"], "input": "+14155550100 Hello cf_x",
            "msg": "'+14155550100' is not a phone number", "ctx": {"given": "Hello"}}]}
            """
        let detail = ErrorBody(Array(body.utf8)).detail
        #expect(detail == "query.…00: '…00' is not a phone number")
    }

    @Test func `a list of errors is cut after the fifth`() {
        let body = #"{"detail": ["# + (1...9).map { #"{"msg": "e\#($0)"}"# }.joined(separator: ",") + "]}"
        #expect(ErrorBody(Array(body.utf8)).detail == "e1; e2; e3; e4; e5")
    }

    @Test(arguments: [
        (#"{"detail": "Tenant suspended"}"#, true), (#"{"detail": "SUSPENSION in force"}"#, true),
        (#"{"detail": [{"msg": "suspended"}]}"#, true), (#"{"detail": "Forbidden"}"#, false),
        (#"{"reason": "suspended"}"#, false), ("suspended", false), ("", false),
    ])
    func `a suspension is known by its detail`(body: String, isSuspended: Bool) {
        #expect(ErrorBody(Array(body.utf8)).saysSuspended == isSuspended)
    }

    private static let html = "the answer is an HTML page, so it comes from something in front of the service"
}
