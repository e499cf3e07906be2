// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation
import Testing

@testable import verify_webhook

/// Bodies that changed on their way.
@Suite struct BodyDiagnosisTests {
    private static let body = DiagnosisTests.body

    /// What was signed, what came, and what is said of it.
    private static let simple: [(String, String, String)] = [
        (body, body + "\n", "a line break was added at the end"),
        (body, body + "\r\n", "a line break was added at the end"),
        (body + "\n", body, "the line break at the end of the body is missing"),
        (body, "  \(body)\t", "white space was added around the body"),
        ("{\n}", "{\r\n}", "line breaks in the body were changed to CR LF"),
        ("{\r\n}", "{\n}", "line breaks in the body were changed to LF"),
        (body, "\u{FEFF}" + body, "a byte order mark was added"),
        ("\u{FEFF}" + body, body, "the byte order mark of the body is missing"),
        (body, Data(body.utf8).base64EncodedString(), "the body is base64 of what was signed"),
        (body, "POST /webhooks HTTP/1.1\r\nHost: a\r\n\r\n" + body, "the request's head stands before the body"),
        (#"{"a":"b"}"#, #""{\"a\":\"b\"}""#, "encoded twice"),
        (body, String(decoding: body.utf8, as: UTF8.self).latin1Misread, "read as Latin-1 and written as UTF-8"),
        (
            #"{"a":1,"b":[]}"#, "{ \"a\" : 1, \"b\" : [ ] }",
            "parsed and written again as JSON: what was signed is compact"
        ),
    ]

    @Test(arguments: simple)
    func `what became of the body is named`(signed: String, came: String, finding: String) throws {
        let diagnosis = try DiagnosisTests.diagnose(DiagnosisTests.header(signed.utf8), body: came.utf8)
        #expect(diagnosis.verdict == .noMatch)
        #expect(diagnosis.findings.count == 1, "\(diagnosis.findings)")
        #expect(diagnosis.findings.first?.contains(finding) == true, "\(diagnosis.findings)")
    }

    /// One event as several languages write it.
    private static let written: [(String, String)] = [
        (#"{"id":"evt_1","type":"t","created_at":"é/<","tenant_id":38,"data":{"b":[1,2.50,{}],"a":null}}"#, "compact"),
        (
            #"{"id": "evt_1", "type": "t", "created_at": "\u00e9/<", "tenant_id": 38, "#
                + #""data": {"b": [1, 2.50, {}], "a": null}}"#,
            "with a space after , and :, characters outside ASCII as \\u"
        ),
        (
            #"{"id":"evt_1","type":"t","created_at":"\u00e9\/<","tenant_id":38,"data":{"b":[1,2.50,{}],"a":null}}"#,
            "compact, characters outside ASCII as \\u… and / as \\/"
        ),
        (
            #"{"id":"evt_1","type":"t","created_at":"é\/<","tenant_id":38,"data":{"b":[1,2.50,{}],"a":null}}"#,
            "/ as \\/"
        ),
        (
            #"{"id":"evt_1","type":"t","created_at":"é/\u003c","tenant_id":38,"data":{"b":[1,2.50,{}],"a":null}}"#,
            "<, > and & as \\u"
        ),
        (
            #"{"created_at":"é/<","data":{"a":null,"b":[1,2.50,{}]},"id":"evt_1","tenant_id":38,"type":"t"}"#,
            "keys sorted"
        ),
        (
            """
            {
              "id": "evt_1",
              "type": "t",
              "created_at": "é/<",
              "tenant_id": 38,
              "data": {
                "b": [
                  1,
                  2.50,
                  {}
                ],
                "a": null
              }
            }

            """, "indented by two spaces"
        ),
    ]

    /// Each is found from each other, but for the order within `data`, which nobody can know once it was sorted.
    @Test(arguments: written)
    func `JSON that was written again is found in the form it was signed in`(signed: String, form: String) throws {
        for (came, cameForm) in Self.written where came != signed {
            let diagnosis = try DiagnosisTests.diagnose(DiagnosisTests.header(signed.utf8), body: came.utf8)
            #expect(diagnosis.verdict == .noMatch)
            guard cameForm != "keys sorted" else { continue }
            #expect(diagnosis.findings.count == 1)
            #expect(diagnosis.findings.first?.contains(form) == true, "\(diagnosis.findings)")
        }
    }

    @Test func `a sorted envelope is found in the order of its fields`() throws {
        let signed = #"{"id":"evt_1","type":"t","data":{"a":1,"b":2},"extra":true}"#
        let came = #"{"data":{"a":1,"b":2},"extra":true,"id":"evt_1","type":"t"}"#
        let diagnosis = try DiagnosisTests.diagnose(DiagnosisTests.header(signed.utf8), body: came.utf8)
        #expect(diagnosis.findings.first?.contains("keys in the order id, type, created_at") == true)
    }

    @Test(
        arguments: [
            ([], "the body is empty"),
            (Array("{\"a\":\"\u{FFFD}\"}".utf8), "replacement characters"),
            ([0x1F, 0x8B, 0x08, 0x00], "compressed with gzip"),
        ] as [([UInt8], String)])
    func `a body that is beyond repair is described`(body: [UInt8], finding: String) throws {
        let diagnosis = try DiagnosisTests.diagnose(DiagnosisTests.header(), body: body)
        #expect(diagnosis.findings.contains { $0.contains(finding) }, "\(diagnosis.findings)")
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\"}", "{\"a\":}", "\"\\ud800\"", "{} {}", "\"abc", "\"abc\\", "[1 2]", "}", ":", ",",
        "\u{0}",
        String(repeating: "[", count: 100_000),
    ])
    func `what is no JSON has no other ways to be written`(text: String) {
        #expect(JSONLayout.all(of: Array(text.utf8)).isEmpty)
        #expect(JSONLayout.all(of: [0xFF] + text.utf8).isEmpty)
    }
}

extension String {
    /// Its UTF-8 read as Latin-1.
    fileprivate var latin1Misread: String {
        String(String.UnicodeScalarView(utf8.map { Unicode.Scalar($0) }))
    }
}
