// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct TurnSubjectTests {
    @Test func `a turn goes by its id`() {
        #expect(Turn.make("t/1").subject == "t/1")
        #expect(Turn.make(Turn.ID(17)).subject == "17")
    }

    /// Ledgers on disk hold these: another value would announce every such message again.
    @Test func `without one it goes by a digest that never changes`() {
        #expect(Turn.make(nil).subject == "digest-8806320a0c2fe62e09f5e27c064435c5")
        #expect(Turn().subject == "digest-9a5f419dbe9b8ab2b77b54bad490b17d")
    }

    @Test func `nothing of the message or the number shows in it`() {
        let subject = Turn.make(nil, content: "4155550100").subject
        #expect(subject.count == "digest-".count + 32)
        #expect(subject.dropFirst(7).allSatisfy { $0.isHexDigit && !$0.isUppercase })
    }

    @Test func `each part of it counts, and an absent part is not an empty one`() {
        let turns: [Turn] = [
            .make(nil), .make(nil, channel: .email), .make(nil, channel: nil), .make(nil, channel: ""),
            .make(nil, role: .customer), .make(nil, role: nil), .make(nil, role: ""), .make(nil, at: .second(1)),
            .make(nil, at: Timestamp.second(0).advanced(by: .microseconds(1))), .make(nil, at: nil),
            .make(nil, content: "Hello!"), .make(nil, content: ""), .make(nil, content: nil),
            .make(nil, content: "e\u{301}"), .make(nil, content: "\u{e9}"), .make(nil, phone: "+14155550101"),
            .make(nil, phone: nil), .make(nil, phone: ""),
        ]
        #expect(Set(turns.map(\.subject)).count == turns.count)
    }

    @Test func `parts do not run into one another`() {
        let turns: [Turn] = [
            .make(nil, content: "ab", phone: "c"), .make(nil, content: "a", phone: "bc"),
            .make(nil, content: "a1:b", phone: "c"), .make(nil, content: "a", phone: "1:bc"),
            .make(nil, content: "a:b", phone: "c"), .make(nil, content: "a", phone: "b:c"),
            .make(nil, content: "", phone: "a1:bc"), .make(nil, content: nil, phone: "0:a1:bc"),
            .make(nil, channel: "ag", role: "ent", at: nil), .make(nil, channel: "agent", role: "", at: nil),
        ]
        #expect(Set(turns.map(\.subject)).count == turns.count)
    }

    @Test func `what may change about a message does not count, nor how the service spells a word`() {
        let turn = Turn.make(nil)
        var later = Turn.make(nil, channel: "WA", role: "Agent", status: .read, deliveredAt: .second(9))
        later.unknownFields = ["read_by": 1]
        #expect(later.subject == turn.subject)
    }
}
