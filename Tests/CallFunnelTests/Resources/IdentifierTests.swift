// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct IdentifierTests {
    @Test(arguments: ["38", "0", "-5", "9223372036854775807", "-9223372036854775808", "18446744073709551615"])
    func `an integer and its text are one id, and each is written as it came`(digits: String) throws {
        let integer = try Call.read(#"{"id": \#(digits), "run_id": \#(digits), "workflow_id": \#(digits)}"#).value
        let text = try Call.read(#"{"id": "\#(digits)", "run_id": "\#(digits)", "workflow_id": "\#(digits)"}"#).value
        #expect(integer == text)
        #expect(integer.hashValue == text.hashValue)
        #expect(integer.id.rawValue == digits)
        #expect(integer.wire.object?["id"] == .number(.init(literal: digits)))
        #expect(integer.wire.object?["run_id"] == .number(.init(literal: digits)))
        #expect(text.wire.object?["workflow_id"] == .string(digits))
    }

    @Test func `every id of every resource keeps its form`() throws {
        for form in ["7", #""7""#] {
            let approval = #"{"call_id":\#(form),"id":\#(form),"run_id":\#(form),"workflow_id":\#(form)}"#
            let run = #"{"calls":[],"run_id":\#(form),"workflow_id":\#(form)}"#
            #expect(String(decoding: try Approval.read(approval).value.wire.text, as: UTF8.self) == approval)
            #expect(String(decoding: try Run.read(run).value.wire.text, as: UTF8.self) == run)
            #expect(try Turn.read(#"{"id": \#(form)}"#).value.wire == .parse(#"{"id": \#(form)}"#))
            #expect(try Balance.read(#"{"tenant_id": \#(form)}"#).value.tenantID == "7")
            #expect(try Suspension.read(#"{"tenant_id": \#(form)}"#).value.wire == .parse(#"{"tenant_id": \#(form)}"#))
        }
    }

    @Test(arguments: [("7", "07"), ("a", "A"), ("a", "a "), ("\u{e9}", "e\u{301}"), ("", "\u{0}")])
    func `ids are compared byte by byte`(left: String, right: String) {
        #expect(Call.ID(left) != Call.ID(right))
        #expect(Set([Call.ID(left), Call.ID(right)]).count == 2)
    }

    @Test func `ids print as their text`() {
        #expect("\(Run.ID("run_1")) \(Run.ID(38))" == "run_1 38")
    }
}
