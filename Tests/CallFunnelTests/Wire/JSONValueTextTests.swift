// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import CallFunnel

@Suite struct JSONValueTextTests {
    @Test(arguments: [
        (#" { "b" : [ 1 , -0.50e+3 ] , "a" : null } "#, #"{"a":null,"b":[1,-0.50e+3]}"#),
        (#"{"a":[],"A":{},"":true,"aa":false}"#, #"{"":true,"A":{},"a":[],"aa":false}"#),
        (#""\/\u0022\\\b\f\n\r\t\u0000\u001f\u007f\u0085""#, #""/\"\\\u0008\u000c\n\r\t\u0000\u001f\u007f\u0085""#),
        (#""\u00e9\ud83d\ude42\u2028""#, "\"é🙂\\u2028\""),
        // By bytes é comes after z, and the bottom of the basic plane before what needs a surrogate pair.
        (#"{"é":1,"z":2,"🙂":3,"\uffff":4}"#, "{\"z\":2,\"é\":1,\"\u{FFFF}\":4,\"🙂\":3}"),
    ])
    func `text is compact, sorted and escaped`(text: String, written: String) throws {
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(String(decoding: value.text, as: UTF8.self) == written)
        #expect(try JSONValue(parsing: value.text) == value)
    }

    @Test func `literals make the values they look like`() throws {
        let value: JSONValue = ["id": 38, "name": "Ada", "tags": ["a", true, nil], "id": 39]
        #expect(String(decoding: value.text, as: UTF8.self) == #"{"id":38,"name":"Ada","tags":["a",true,null]}"#)
    }

    @Test(arguments: [
        "0", "1", "-1", "9007199254740993", "9223372036854775807", "-9223372036854775808", "18446744073709551615",
        "18446744073709551616", "0.1", "-2.25", "123456789.123456789", "0.30000000000000004", "1e300", "true", "false",
        "null", #""""#, #""12""#, #""true""#, "[]", "{}", "[[],{}]", #"{"a":{"b":[1,"x",null,false]}}"#,
        "12345678901234567890.123456789012345678",
    ])
    func `a value goes through JSON coders unchanged`(text: String) throws {
        let value = try JSONValue(parsing: Array(text.utf8))
        let decoded = try JSONDecoder().decode([JSONValue].self, from: Data("[\(text)]".utf8))
        let data = try JSONEncoder().encode([value])
        let again = try JSONDecoder().decode([JSONValue].self, from: data)
        #expect(decoded == again)
        #expect(decoded.first?.kind == value.kind)
        if text != "1e300" { #expect(decoded == [value]) }
    }

    @Test func `a value goes through a coder that is not JSON`() throws {
        let value: JSONValue = [
            "whole": 1, "no": false, "yes": true, "list": ["a", 2, ["deep": 3]],
            "part": .number(.init(literal: "0.25")),
        ]
        let data = try PropertyListEncoder().encode(value)
        #expect(try PropertyListDecoder().decode(JSONValue.self, from: data) == value)
    }

    @Test func `a number no type holds is an encoding error`() {
        #expect(throws: EncodingError.self) { try JSONEncoder().encode([JSONValue.number(.init(literal: "1e999"))]) }
    }

    @Test func `a type with unknown fields keeps them through a decoder`() throws {
        struct Holder: Codable, Equatable { let fields: [String: JSONValue] }
        let holder = Holder(fields: ["a": ["b": nil], "c": 1])
        #expect(try JSONDecoder().decode(Holder.self, from: JSONEncoder().encode(holder)) == holder)
    }
}
