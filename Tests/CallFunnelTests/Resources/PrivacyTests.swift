// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

/// Printing a value tells nobody's number or words.
@Suite struct PrivacyTests {
    /// Whatever must not show holds one of these.
    static let secrets = ["555010", "4155", "Hello", "SECRET"]

    @Test func `resources print without what is private`() throws {
        for sample in Self.samples {
            try Self.expectPrivate(sample)
        }
    }

    @Test func `events of every kind do, known and unknown`() throws {
        var crossings = Balance.Crossings()
        var crossing = Crossing()
        var events = [Self.call.events, Self.run.events, Self.approval.events].flatMap { $0 }
        events += Self.turn.events
        events += Self.withoutID.events
        events += Self.balance.events(lowBelow: 100, since: &crossings, readAt: .second(0))
        events += Self.suspension.events(since: &crossing, readAt: .second(0))
        events.append(CallFunnelEvent(key: EventKey("new", "1"), occurredAt: nil, payload: .unknown(Self.unknown)))
        #expect(Set(events.map(\.type)).count >= 11)
        for index in events.indices { events[index].unknownFields = ["new": Self.unknown] }
        for event in events {
            try Self.expectPrivate(event)
            try Self.expectPrivate(event.key)
            try Self.expectPrivate(event.payload)
            try Self.expectPrivate(event.resource)
        }
        try Self.expectPrivate(events)
    }

    @Test func `what could not be read is told by its place and kind`() throws {
        for sample in Sample.all {
            for name in sample.expected.keys {
                var json = try sample.json()
                json[name] = name == "content" ? true : .object(["SECRET": Self.unknown])
                var issues: [DecodingIssue] = []
                do {
                    _ = try sample.read(.object(json), &issues)
                } catch let issue as DecodingIssue {
                    issues.append(issue)
                }
                for issue in issues { try Self.expectPrivate(issue) }
            }
        }
        for text in [#"{"SECRET": "Hello"#, #"["+14155550100" "SECRET"]"#, "SECRET"] {
            let failure = #expect(throws: JSONParser.Failure.self) { try JSONValue.parse(text) }
            try Self.expectPrivate(try #require(failure))
        }
    }

    @Test func `a number prints as its last two digits, a text as its length`() {
        #expect("\(PhoneNumber("+1 (415) 555-0100"))" == "phone …00")
        #expect("\(PhoneNumber(""))" == "phone …")
        #expect("\(MessageText("Hello"))" == "text (5 characters)")
        #expect("\(Self.unknown)" == "JSON (an object)")
    }

    static func expectPrivate(_ value: some Any, sourceLocation: SourceLocation = #_sourceLocation) throws {
        var dumped = ""
        dump(value, to: &dumped)
        let optional: Any? = value
        let texts = [
            String(describing: value), String(reflecting: value), "\(value)", dumped, "\([value])",
            String(describing: optional), String(reflecting: ["key": value]),
        ]
        for text in texts {
            for secret in secrets where text.contains(secret) {
                Issue.record("\(type(of: value)) shows \(secret)", sourceLocation: sourceLocation)
            }
        }
    }
}

extension PrivacyTests {
    static let phone: PhoneNumber = "+14155550100"
    static let unknown: JSONValue = ["text": "Hello", "numbers": [14_155_550_100, "cf_live_SECRET"]]

    static var samples: [Any] {
        [
            phone, MessageText("Hello"), unknown, call, run, approval, turn, withoutID, balance, suspension,
            Timeline(turns: [turn], approvals: [approval], contact: unknown),
        ]
    }

    static var call: Call {
        var call = Call.make(status: .completed)
        call.phone = phone
        call.failureReason = "486 from sip:+14155550100"
        call.transcriptURL = "https://t.example/?token=SECRET"
        call.recordingURL = "https://r.example/4155550100"
        call.unknownFields = ["new": unknown]
        return call
    }

    static var run: Run {
        var failed = call
        failed.status = .busy
        var run = Run.make(status: .completed, calls: [call, failed])
        run.unknownFields = ["new": unknown]
        return run
    }

    static var approval: Approval {
        var approval = Approval.make(status: .approved)
        approval.phone = phone
        approval.note = "Hello"
        approval.concession = "call back 4155550100"
        approval.decidedBy = "+14155550100"
        approval.unknownFields = ["new": unknown]
        return approval
    }

    static var turn: Turn {
        var turn = Turn.make(status: .read, content: "Hello, SECRET")
        turn.unknownFields = ["content": unknown]
        return turn
    }

    static var withoutID: Turn { Turn.make(nil, role: .customer, content: "Hello") }

    static var balance: Balance {
        var balance = Balance.make(0, autocharge: 5)
        balance.autocharge?.unknownFields = ["card": unknown]
        balance.unknownFields = ["new": unknown]
        return balance
    }

    /// As it is read from a push whose reason repeats what it should not.
    static var suspension: Suspension {
        let json: JSONValue = ["reason": "complaint of +14155550100, key cf_live_SECRET", "new": unknown]
        var issues: [DecodingIssue] = []
        return (try? Suspension(wire: json, path: "", issues: &issues)) ?? Suspension(reason: "SECRET")
    }
}
