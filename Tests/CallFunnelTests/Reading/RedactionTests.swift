// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct RedactionTests {
    @Test(arguments: [
        ("Field required", "Field required"),
        ("workflow 123456 not found", "workflow 123456 not found"),
        ("phone +12025550143 is unknown", "phone …43 is unknown"),
        ("phone 1234567, or 12 345 67.", "phone …67, or …67."),
        ("+1 (202) 555-0143 and +1 202", "…43 and +1 202"),
        ("١٢٣٤٥٦٧٨", "…٧٨"),
        ("key=cf_live_abc, cf_test_x y", "key=cf_… cf_… y"),
        ("a\r\nb\u{2028}c\td", "a  b c d"),
        ("\u{1B}[31mred\u{0}", " [31mred "),
        ("\u{202E}txet\u{200B}", "txet"),
        ("", ""),
    ])
    func `texts become one harmless line`(text: String, line: String) {
        #expect(Redaction.scrub(text) == line)
    }

    @Test func `a text is bounded, however it is made up`() {
        for text in [String(repeating: "a", count: 100_000), "e" + String(repeating: "\u{301}", count: 100_000)] {
            #expect(Redaction.scrub(text).unicodeScalars.count == 300)
        }
    }

    @Test func `what is known to be secret is hidden, unless it is so short that it is everywhere`() {
        #expect(Redaction.scrub("a token abcd, 911", hiding: ["abcd", "911", ""]) == "a token …, 911")
    }
}
