// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct OpenEnumTests {
    @Test(arguments: [
        ("no_answer", "no-answer"), ("no_answer", "NO_ANSWER"), ("no_answer", "No Answer"), ("canceled", "cancelled"),
        ("canceled", "CANCELLED"), ("in_progress", "In-Progress"), ("", ""),
    ])
    func `other spellings are the same word`(left: String, right: String) {
        #expect(Call.Status(left) == Call.Status(right))
        #expect(Set([Call.Status(left), Call.Status(right)]).count == 1)
        #expect(Call.Status(right).rawValue == right)
        #expect("\(Call.Status(right))" == right)
    }

    @Test(arguments: [
        ("no_answer", "noanswer"), ("failed", "fail"), ("canceled", "cancelled_by_user"), ("", "_"),
        ("\u{e9}", "e\u{301}"), ("\u{e9}", "\u{c9}"), ("read", "read\u{0}"),
    ])
    func `other words are other words`(left: String, right: String) {
        #expect(Call.Status(left) != Call.Status(right))
    }
}
