// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// The samples in `seeds/`, each read as an answer of the service.
@Suite struct SeedsTests {
    private func sample(_ name: String) throws -> [UInt8] {
        let seeds = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../seeds/\(name).json")
        return Array(try Data(contentsOf: seeds))
    }

    private func client(_ name: String, status: Int = 200) throws -> CallFunnelClient {
        let body = try sample(name)
        let transport = AnsweringTransport { _ in HTTPResponse(status: status, body: body) }
        return try CallFunnelClient(apiKey: "cf_live_test", transport: transport, retry: .none)
    }

    private func keys(_ events: [CallFunnelEvent]) -> [String] { events.map(\.key.description) }

    @Test func `C5, lists in an envelope with other spellings`() async throws {
        let reading = try await client("C5-forms").runs(of: "wf_1")
        #expect(reading.issues.isEmpty)
        #expect(reading.value.map(\.id) == ["17", "run_18"])
        #expect(reading.value.last?.unknownFields.keys.sorted() == ["priority"])
        #expect(keys(reading.value.flatMap(\.events)) == ["workflow.run.started/17", "workflow.run.started/run_18"])
    }

    @Test func `C6, runs and calls`() async throws {
        let reading = try await client("C6-runs").runs(of: "wf_1")
        #expect(reading.issues.isEmpty)
        #expect(reading.value.allSatisfy { $0.unknownFields.isEmpty && $0.calls.allSatisfy(\.unknownFields.isEmpty) })
        #expect(
            keys(reading.value.flatMap(\.events)) == [
                "workflow.run.started/run_12", "call.completed/call_17", "call.failed/call_18",
                "workflow.run.ended/run_12",
            ])
    }

    @Test func `C7, approvals`() async throws {
        let reading = try await client("C7-approvals").approvals(.approved)
        #expect(reading.issues.isEmpty && reading.value.allSatisfy(\.unknownFields.isEmpty))
        #expect(
            keys(reading.value.flatMap(\.events)) == ["approval.requested/apr_4", "approval.resolved/apr_4:approved"])
    }

    @Test func `C8, a page of a timeline`() async throws {
        let reading = try await client("C8-timeline").timeline(of: "+12025550143")
        #expect(reading.issues.isEmpty && reading.value.approvals.count == 1)
        #expect(
            keys(reading.value.turns.flatMap(\.events)) == [
                "message.replied/turn_3", "message.sent/turn_2", "message.delivered/turn_2",
            ])
    }

    @Test func `C9, the balance`() async throws {
        let reading = try await client("C9-balance").balance()
        #expect(reading.issues.isEmpty && reading.value.unknownFields.isEmpty)
        #expect(reading.value.balance == Money(minorUnits: 500, currency: "USD"))
        #expect(reading.value.tenantID == "38" && reading.value.topupPresets.count == 5)
    }

    @Test(arguments: [
        ("C3-error-422", 422, CallFunnelError.Code.rejected, "query.phone: Field required"),
        ("C10-suspended", 403, .suspended, "compliance review"),
    ])
    func `C3 and C10, refusals`(name: String, status: Int, code: CallFunnelError.Code, text: String) async throws {
        let client = try client(name, status: status)
        let error = await #expect(throws: CallFunnelError.self) { try await client.balance() }
        #expect(error?.code == code && error?.message.contains(text) == true)
    }

    @Test func `C13, a signature during a rotation`() throws {
        let json = try JSONValue(parsing: sample("C13-signature"))
        let header = try #require(json.object?["header"]?.string)
        let texts = try #require(json.object?["secrets"]?.array).compactMap(\.string)
        let signature = try WebhookSignature(headers: [WebhookSignature.headerName: header])
        for text in texts {
            let secret = try WebhookSecret(text)
            _ = try signature.verify(sample("C16-envelope"), secrets: [secret], at: signature.signedAt)
        }
        #expect(texts.count == 2)
    }

    @Test func `C14, a delivery`() async throws {
        let json = try JSONValue(parsing: sample("C14-delivery"))
        let fields = try #require(json.object?["headers"]?.object)
        var headers: HTTPHeaders = [:]
        for name in fields.keys.sorted() { headers.add(name, fields[name]?.string ?? "") }
        let request = try HTTPRequest(
            method: #require(json.object?["method"]?.string), url: Reception.url, headers: headers,
            body: sample("C16-envelope"))
        let window = try Duration.seconds(#require(json.object?["window_seconds"]?.integer))
        let signedAt = try WebhookSignature(headers: headers).signedAt
        for (age, status) in [(window, 200), (window + .seconds(1), 503), (.zero - window, 200)] {
            let time = signedAt.advanced(by: age).date
            let receiver = try WebhookReceiver(
                secrets: [WebhookSecret("whsec_sample")], timing: Timing(now: { time }))
            let response = await receiver.respond(to: request) { event in
                #expect(event.key.description == "call.completed/call_17" && event.eventID == "evt_900")
            }
            #expect(response.status == status)
        }
    }

    @Test func `C15, the schedule`() throws {
        let json = try JSONValue(parsing: sample("C15-schedule"))
        let waits = try #require(json.object?["waits_seconds"]?.array).compactMap(\.integer)
        let last = try #require(json.object?["last_attempt_after_seconds"]?.integer)
        #expect(WebhookSchedule.service.waits == waits.map { .seconds($0) } && waits.reduce(0, +) == last)
        #expect(json.object?["attempts"]?.integer == Int64(waits.count + 1))
        // Kept before the last attempt fails, and known for longer than it takes.
        #expect(WebhookReceiver.patience < .seconds(last) && MemoryLedger.shortestRetention > .seconds(last))
        #expect(WebhookReceiver.patience > .seconds(last - (waits.last ?? 0)))
    }

    @Test func `C16, the envelope of a push`() throws {
        let event = try JSONDecoder().decode(CallFunnelEvent.self, from: Data(sample("C16-envelope")))
        #expect(event.key.description == "call.completed/call_17" && event.eventID == "evt_900")
        #expect(event.tenantID == "38")
    }
}
