// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import CallFunnel

@Suite struct EventEnvelopeTests {
    @Test func `a push is read with all it says`() throws {
        let (event, issues) = try read(
            """
            {"id": "evt_1", "type": "call.completed", "created_at": "2026-06-01T07:30:45Z", "tenant_id": 38,
            "data": {"id": 17, "status": "completed", "new": 1}, "attempt": 2}
            """)
        #expect(issues.isEmpty)
        #expect(event.key == EventKey(.callCompleted, "17"))
        #expect(event.eventID == "evt_1" && event.tenantID == "38" && event.occurredAt == .second(0))
        #expect(event.unknownFields == ["attempt": 2])
        guard case .callCompleted(let call) = event.payload else {
            Issue.record("\(event.payload)")
            return
        }
        #expect(call.id == "17" && call.unknownFields == ["new": 1])
        #expect(event.data == ["id": 17, "status": "completed", "new": 1])
    }

    @Test(arguments: EventType.allCases) func `every type comes back as it was, pushed or polled`(
        type: EventType
    ) throws {
        var random = RandomResources(seed: 21, plainNumbers: true)
        for _ in 0..<20 {
            let payload = random.payload(of: type)
            for pushID: CallFunnelEvent.EventID? in [nil, "evt_1", CallFunnelEvent.EventID(55), "a/b"] {
                let time: Timestamp? = random.maybe { _ in .second(0) }
                let tenant: Tenant.ID? = random.maybe { _ in Tenant.ID(38) }
                let pushed = payload.subject(of: type, tenant: tenant, event: pushID)
                let subject = pushID == nil ? "some/subject#1" : pushed
                var event = CallFunnelEvent(
                    key: EventKey(type, try #require(subject)), occurredAt: time, payload: payload)
                event.tenantID = tenant
                event.eventID = pushID
                event.unknownFields = random.unknown()
                try expectRoundTrip(event)
            }
        }
    }

    @Test(arguments: [
        #"{"id": "evt_1", "type": "call.transferred", "data": {"id": 1, "x": [1.5, null]}}"#,
        #"{"id": 55, "type": "Call.Completed", "data": "x"}"#,
        #"{"type": "lead.scored", "data": [1]}"#,
        #"{"type": "a/b", "data": {}}"#,
        #"{"id": "evt_1", "type": "call.completed", "data": {"status": "completed"}}"#,
        #"{"id": "evt_1", "type": "workflow.run.ended", "data": [1]}"#,
        #"{"id": "evt_1", "type": "approval.resolved", "data": null}"#,
        #"{"id": "evt_1", "type": "message.sent"}"#,
        #"{"type": "wallet.low", "data": 7, "created_at": "soon", "tenant_id": true, "id": {}}"#,
    ])
    func `what is not known or cannot be read is handed over as it came`(text: String) throws {
        let event = try read(text).event
        let body = try JSONValue.parse(text).object
        #expect(event.payload == .unknown(body?["data"] ?? nil))
        #expect(event.type.rawValue == body?["type"]?.string)
        #expect(event.eventID.map(\.rawValue) == (body?["id"]?.string ?? body?["id"]?.integer.map { String($0) }))
        #expect(event.eventID == nil || event.key.subject == event.eventID?.rawValue)
        #expect(event.data == body?["data"] ?? nil)
        for (name, value) in event.unknownFields { #expect(body?[name] == value) }
        try expectRoundTrip(event)
    }

    @Test func `without an id an unknown event goes by what it says`() throws {
        let keys = try [#"{"a": 1}"#, #"{ "a" : 1 }"#, #"{"a": 2}"#].map {
            try read(#"{"type": "lead.scored", "data": \#($0)}"#).event.key
        }
        #expect(keys[0] == keys[1])
        #expect(keys[0] != keys[2])
    }

    @Test func `wrong fields are reported and kept, and the event is used`() throws {
        let (event, issues) = try read(
            #"{"id": [], "type": "call.failed", "created_at": 5, "tenant_id": {}, "data": {"id": 1, "status": 2}}"#)
        #expect(
            issues == [
                "data.status: expected a word, found a number", "id: expected an id, found an array",
                "created_at: expected an ISO 8601 instant, found a number",
                "tenant_id: expected an id, found an object",
            ])
        #expect(event.unknownFields == ["id": [], "created_at": 5, "tenant_id": [:]])
        #expect(event.key == EventKey(.callFailed, "1"))
        try expectRoundTrip(event)
    }

    @Test(arguments: [
        "[]", "null", "7", "{}", #"{"type": null}"#, #"{"type": ""}"#, #"{"type": 7}"#, #"{"data": {"id": 1}}"#,
    ])
    func `without a type it is no event`(text: String) throws {
        #expect(throws: DecodingIssue.self) { try read(text) }
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(CallFunnelEvent.self, from: Data(text.utf8)) }
    }

    private func read(_ text: String) throws -> (event: CallFunnelEvent, issues: [String]) {
        var issues: [DecodingIssue] = []
        let event = try EventEnvelope.read(.parse(text), issues: &issues)
        return (event, issues.map(\.description))
    }

    private func expectRoundTrip(_ event: CallFunnelEvent) throws {
        let text = EventEnvelope.write(event).text
        var issues: [DecodingIssue] = []
        let read = try EventEnvelope.read(JSONValue(parsing: text), issues: &issues)
        #expect(read == event)
        #expect(EventEnvelope.write(read).text == text)
        let data = try JSONEncoder().encode(event)
        #expect(try JSONDecoder().decode(CallFunnelEvent.self, from: data) == event)
    }
}

extension RandomResources {
    fileprivate mutating func payload(of type: EventType) -> CallFunnelEvent.Payload {
        switch type {
        case .callCompleted: .callCompleted(call())
        case .callFailed: .callFailed(call())
        case .messageSent: .messageSent(turn())
        case .messageDelivered: .messageDelivered(turn())
        case .messageReplied: .messageReplied(turn())
        case .approvalRequested: .approvalRequested(approval())
        case .approvalResolved: .approvalResolved(approval())
        case .runStarted: .runStarted(run())
        case .runEnded: .runEnded(run())
        case .walletLow: .walletLow(balance())
        case .walletExhausted: .walletExhausted(balance())
        default: .tenantSuspended(suspension())
        }
    }
}
