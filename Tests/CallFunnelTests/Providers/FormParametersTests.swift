// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct FormParametersTests {
    @Test(arguments: [
        ("", []), ("a=1", [("a", "1")]), ("a=1&b=2&a=3", [("a", "1"), ("b", "2"), ("a", "3")]),
        ("a", [("a", "")]), ("a=", [("a", "")]), ("=x", [("", "x")]), ("=", [("", "")]),
        ("&&a=1&", [("a", "1")]), ("a=1=2", [("a", "1=2")]), ("a=b+c%20d%2b", [("a", "b c d+")]),
        ("a%3Db=1", [("a=b", "1")]), ("a=%", [("a", "%")]), ("a=%4", [("a", "%4")]), ("a=%zz", [("a", "%zz")]),
        ("a=%4%41", [("a", "%4A")]), ("a=%C3%A9", [("a", "é")]), ("a=é", [("a", "é")]),
        ("a=1;b=2", [("a", "1;b=2")]), ("a=%0D%0A", [("a", "\r\n")]),
    ])
    func `read from raw bytes`(body: String, expected: [(String, String)]) {
        let form = FormParameters(Array(body.utf8))
        #expect(form == FormParameters(expected.map { (name: $0.0, value: $0.1) }))
        #expect(form.isEmpty == expected.isEmpty)
        // Written and read again it is the same.
        #expect(FormParameters(form.encoded) == form)
    }

    @Test func `bytes that are no text are kept`() {
        let form = FormParameters(Array("a=%FF%00&%80=x".utf8) + [UInt8(ascii: "&"), 0xFE])
        #expect(form.parameters.map(\.value) == [[0xFF, 0x00], [UInt8(ascii: "x")], []])
        #expect(form.parameters.last?.name == [0xFE])
        #expect(form["a"] == "\u{FFFD}\0")
        #expect(FormParameters(form.encoded) == form)
    }

    @Test func `names that only look the same are two`() {
        let form = FormParameters([("é", "composed"), ("e\u{301}", "decomposed")])
        #expect(form["e\u{301}"] == "decomposed")
        #expect(form.values(of: "é") == ["composed"])
    }

    @Test(arguments: [
        ("https://a.example/b?x=1&y=2", ["1"]), ("https://a.example/b?x=1#?x=2", ["1"]),
        ("https://a.example/b?y=?x=1", []), ("https://a.example/b?", []), ("https://a.example/b", []),
        ("https://a.example/b#?x=1", []), ("?x=1&x=2", ["1", "2"]), ("", []),
    ])
    func `the query of a URL`(url: String, values: [String]) {
        #expect(FormParameters(queryOf: url).values(of: "x") == values)
    }

    @Test func `whatever bytes come, they are read and come out again`() {
        var generator = SeededGenerator(seed: 17)
        let alphabet: [UInt8] = Array("%&=+4aF".utf8) + [0x00, 0xC3, 0xFF]
        for _ in 0..<5000 {
            let body = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
            }
            let form = FormParameters(body)
            #expect(FormParameters(form.encoded) == form, "\(body)")
        }
    }
}
