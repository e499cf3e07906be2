// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct TurnEventsTests {
    static let ours = ["agent", "assistant", "system", "Agent", "SYSTEM"]
    static let theirs = ["customer", "contact", "user", "Customer"]
    static let messages: [String?] = ["wa", "tg", "email", "WA", "sms", "", nil]

    @Test(
        arguments: [
            ("queued", false, ""), ("Queued", false, ""), ("sent", false, "sent"),
            ("delivered", false, "sent delivered"),
            ("DELIVERED", false, "sent delivered"), ("read", false, "sent delivered"), ("failed", false, "sent"),
            ("bounced", false, "sent"), ("", false, "sent"), (nil, false, "sent"), ("queued", true, "sent delivered"),
            ("sent", true, "sent delivered"), ("failed", true, "sent delivered"), (nil, true, "sent delivered"),
        ] as [(String?, Bool, String)])
    func `a message of ours was sent once past queued, and delivered if anything says so`(
        status: String?, hasTime: Bool, implied: String
    ) {
        for channel in Self.messages {
            for role in Self.ours {
                let turn = Turn.make(
                    channel: channel.map { .init($0) }, role: .init(role), status: status.map { .init($0) },
                    deliveredAt: hasTime ? .second(5) : nil)
                #expect(turn.implied == implied)
                #expect(turn.events.allSatisfy { $0.key.subject == "t_1" && $0.resource == "turn/t_1" })
                #expect(turn.events.first?.occurredAt == (implied.isEmpty ? nil : .second(0)))
                #expect(turn.events.dropFirst().allSatisfy { $0.occurredAt == .second(hasTime ? 5 : 0) })
            }
        }
    }

    @Test(arguments: ["queued", "sent", "delivered", "read", "failed", "bounced", nil] as [String?])
    func `a message of theirs is a reply, whatever its status`(status: String?) {
        for channel in Self.messages {
            for role in Self.theirs {
                let turn = Turn.make(
                    channel: channel.map { .init($0) }, role: .init(role), status: status.map { .init($0) },
                    deliveredAt: .second(5))
                #expect(turn.events.map(\.payload) == [.messageReplied(turn)])
                #expect(turn.implied == "replied")
                #expect(turn.events.first?.occurredAt == .second(0))
            }
        }
    }

    @Test(arguments: ["robot", "", "agent2", nil] as [String?])
    func `a role nobody knows implies nothing`(role: String?) {
        #expect(Turn.make(role: role.map { .init($0) }, status: .delivered, deliveredAt: .second(1)).events.isEmpty)
    }

    @Test(arguments: ["voice", "Voice", "VOICE"], ours + theirs)
    func `what was said is no message`(channel: String, role: String) {
        let turn = Turn.make(channel: .init(channel), role: .init(role), status: .delivered, deliveredAt: .second(1))
        #expect(turn.events.isEmpty)
        #expect(!turn.awaitsDelivery)
    }

    @Test(
        arguments: [
            ("queued", true), ("sent", true), (nil, true), ("bounced", true), ("delivered", false), ("read", false),
            ("failed", false), ("Failed", false),
        ] as [(String?, Bool)])
    func `more is expected of a message of ours until it is delivered or has failed`(status: String?, awaits: Bool) {
        #expect(Turn.make(status: status.map { .init($0) }).awaitsDelivery == awaits)
        #expect(!Turn.make(status: status.map { .init($0) }, deliveredAt: .second(1)).awaitsDelivery)
        #expect(!Turn.make(role: .customer, status: status.map { .init($0) }).awaitsDelivery)
    }

    @Test func `the events carry the turn as it is`() {
        let turn = Turn.make(status: .read)
        #expect(turn.events.map(\.payload) == [.messageSent(turn), .messageDelivered(turn)])
    }
}

extension Turn {
    fileprivate var implied: String {
        events.map { $0.type.rawValue.split(separator: ".").last ?? "" }.joined(separator: " ")
    }
}
