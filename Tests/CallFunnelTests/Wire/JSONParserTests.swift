// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct JSONParserTests {
    @Test func `valid texts of the JSON test suite are read and invalid ones refused`() throws {
        for vector in try Vectors.cases("json_suite", as: SuiteVector.self) {
            let bytes = try #require(Vectors.bytes(base64: vector.content_base64), "\(vector.id)")
            let value = try? JSONValue(parsing: bytes)
            switch vector.expected.outcome {
            case "accept": #expect(value != nil, "\(vector.id)")
            case "reject": #expect(value == nil, "\(vector.id)")
            default: #expect(vector.expected.outcome == "either", "\(vector.id)")
            }
            if let value { #expect(try JSONValue(parsing: value.text) == value, "\(vector.id)") }
        }
    }

    @Test func `values are what the vectors say`() throws {
        for vector in try Vectors.cases("json_values", as: ValueVector.self) {
            let bytes = try #require(Vectors.bytes(base64: vector.content_base64), "\(vector.id)")
            let value = try? JSONValue(parsing: bytes)
            #expect(vector.acceptable.contains { $0.allows(value) }, "\(vector.id)")
        }
    }

    @Test(arguments: [
        ("", 0), (" ", 1), ("[1,]", 3), ("[1 2]", 3), (#"{"a" 1}"#, 5), (#"{"a":1,}"#, 7), ("nul", 0), ("012", 1),
        ("-", 1), ("1.", 2), ("1e", 2), ("\"ab", 3), ("\"a\nb\"", 2), (#""\q""#, 2), (#""\ud83d""#, 3),
        (#""\ud83dx""#, 3), (#""\ud83d\u0041""#, 3), (#""\udc00\ud800""#, 3), (#""\u12g4""#, 5), ("[] x", 3),
    ])
    func `a failure says where`(text: String, offset: Int) {
        let failure = #expect(throws: JSONParser.Failure.self) { try JSONValue(parsing: Array(text.utf8)) }
        #expect(failure?.offset == offset)
    }

    @Test func `bytes that are not UTF-8 are refused, in strings with and without escapes`() {
        let notUTF8: [[UInt8]] = [
            [0xFF], [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
        ]
        for bytes in notUTF8 {
            for prefix in [[], Array(#"\n"#.utf8)] {
                #expect(throws: JSONParser.Failure.self) { try JSONValue(parsing: [0x22] + prefix + bytes + [0x22]) }
            }
        }
    }

    @Test func `of two equal keys the first wins`() throws {
        #expect(try parse(#"{"a":1,"b":2,"\u0061":3,"a":{"c":4}}"#) == ["a": 1, "b": 2])
    }

    @Test func `a leading byte order mark is skipped, once and only there`() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        #expect(try JSONValue(parsing: mark + Array(" [1]".utf8)) == [1])
        #expect(throws: JSONParser.Failure.self) { try JSONValue(parsing: mark + mark + Array("[1]".utf8)) }
        #expect(throws: JSONParser.Failure.self) { try JSONValue(parsing: Array(" ".utf8) + mark + Array("1".utf8)) }
        #expect(throws: JSONParser.Failure.self) { try JSONValue(parsing: mark) }
    }

    @Test func `nesting is read to its limit and no deeper`() throws {
        let limit = JSONParser.depthLimit
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
            let nested = { (depth: Int) in
                String(repeating: open, count: depth) + "0" + String(repeating: close, count: depth)
            }
            _ = try parse(nested(limit))
            #expect(throws: JSONParser.Failure.self) { try parse(nested(limit + 1)) }
            // Nothing may be left over of a deep text whose end is missing, either.
            #expect(throws: JSONParser.Failure.self) { try parse(String(repeating: open, count: 100_000)) }
        }
    }

    @Test func `a text cut anywhere is refused and a damaged one never traps`() throws {
        let text = Array(#"{"id":38,"s":"é \u00e9\ud83d\ude42\n","n":[-1.5e+3,0,true,false,null],"o":{"":{}}}"#.utf8)
        _ = try JSONValue(parsing: text)
        for length in 0..<text.count {
            #expect(throws: JSONParser.Failure.self) { try JSONValue(parsing: Array(text[..<length])) }
        }
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<3_000 {
            var mutated = text
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                mutated[Int.random(in: 0..<text.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            if let value = try? JSONValue(parsing: mutated) { #expect(try JSONValue(parsing: value.text) == value) }
        }
    }

    private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }
}

private struct SuiteVector: Decodable {
    let id: String
    let content_base64: String
    let expected: Expected

    struct Expected: Decodable {
        let outcome: String
    }
}

private struct ValueVector: Decodable {
    let id: String
    let content_base64: String
    let acceptable: [Answer]

    struct Answer: Decodable {
        let type: String
        let decimal: String?
        let bits_hex: String?
        let utf8_base64: String?
        let value: String?
        let members: [String: Answer]?

        func allows(_ json: JSONValue?) -> Bool {
            switch (type, json) {
            case ("error", nil), ("string_any", .string), ("object_any", .object), ("array_any", .array): true
            case ("integer", .number(let number)): number.literal == decimal
            case ("double", .number(let number)):
                bits_hex != nil && number.double?.bitPattern == bits_hex.flatMap { UInt64($0, radix: 16) }
            case ("string", .string(let string)): Array(string.utf8) == utf8_base64.flatMap(Vectors.bytes(base64:))
            case ("literal", .bool(let bool)): value == (bool ? "true" : "false")
            case ("literal", .null): value == "null"
            case ("object", .object(let object)):
                object.count == members?.count && object.allSatisfy { members?[$0.key]?.allows($0.value) == true }
            default: false
            }
        }
    }
}
