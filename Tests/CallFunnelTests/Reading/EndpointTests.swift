// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

@Suite struct EndpointTests {
    static let instant = Timestamp(microsecondsSinceEpoch: 1_780_299_045_123_456)

    @Test(arguments: [
        (Endpoint.runs(of: "wf_1"), "/workflows/wf_1/runs"),
        (.runs(of: Workflow.ID(38)), "/workflows/38/runs"),
        (.approvals(.pending, decidedAfter: nil), "/approvals?status=pending"),
        (.approvals("a b&c=d", decidedAfter: nil), "/approvals?status=a%20b%26c%3Dd"),
        (
            .approvals(.approved, decidedAfter: instant),
            "/approvals?status=approved&decided_after=2026-06-01T07%3A30%3A45.123456Z"
        ),
        (.timeline(of: "+14155550100", before: nil), "/timeline?phone=%2B14155550100"),
        (
            .timeline(of: "+14155550100", before: instant),
            "/timeline?phone=%2B14155550100&before=2026-06-01T07%3A30%3A45.123456Z"
        ),
        (.balance, "/billing/balance"),
    ])
    func `every endpoint has its exact URL`(endpoint: Endpoint, path: String) throws {
        #expect(
            try BaseURL(CallFunnelClient.defaultBaseURL).url(of: endpoint).absoluteString == "https://callfunnel.ai/api"
                + path)
    }

    @Test(arguments: [
        ("+14155550100", "2026-06-01T07:30:45+02:00", "2026-06-01T05:30:45Z"),
        ("+14155550100", "2026-06-01T07:30:45.000001+05:30", "2026-06-01T02:00:45.000001Z"),
        ("+1 (415) 555", "2026-06-01T07:30:45.120000", "2026-06-01T07:30:45.120000Z"),
        ("wa:+1&phone=2#?", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("тел", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
    ])
    func `a form decoder reads back what was asked for`(phone: String, given: String, arrives: String) throws {
        let before = try #require(Timestamp(given))
        let base = try BaseURL(CallFunnelClient.defaultBaseURL)
        let timeline = try base.url(of: .timeline(of: PhoneNumber(phone), before: before))
        #expect(Self.form(timeline) == ["phone": phone, "before": arrives])
        let approvals = try base.url(of: .approvals(.approved, decidedAfter: before))
        #expect(Self.form(approvals) == ["status": "approved", "decided_after": arrives])
    }

    /// Decodes a query the way form decoders do, where a bare + is a space.
    private static func form(_ url: URL) -> [String: String] {
        var form: [String: String] = [:]
        for pair in url.absoluteString.split(separator: "?", maxSplits: 1).last?.split(separator: "&") ?? [] {
            let halves = pair.split(separator: "=", maxSplits: 1).map { half in
                String(half).replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? "?"
            }
            form[halves[0], default: ""] += halves.count == 2 ? halves[1] : ""
        }
        return form
    }

    @Test func `the simulator finds a phone and an instant by what arrives`() throws {
        let world = World()
        let simulator = Simulator(timing: world.timing, pageSize: 2)
        let client = try world.client(simulator, key: Simulator.defaultKey)
        let contents = try world.run {
            await simulator.reply(from: World.phone, "older")
            try await world.timing.sleep(world.timing.elapsed() + .microseconds(1))
            await simulator.reply(from: World.phone, "newer")
            let newest = try await client.timeline(of: PhoneNumber(World.phone)).value.turns
            let edge = newest.compactMap(\.timestamp).max()
            let page = try await client.timeline(of: PhoneNumber(World.phone), before: edge)
            return [newest, page.value.turns].map { $0.compactMap(\.content?.rawValue) }
        }
        #expect(contents.map { Set($0) } == [["older", "newer"], ["older"]])
    }

    @Test(arguments: [
        "", ".", "..", "a/b", "/", "a/../b", "..a", "a..b", "a?b", "?status=x", "a#b", "%2e%2e", "a%2Fb", "100%",
        "a\\b",
        "..\\b", "a\nb", "a\r\nX: y", "a\u{0}", "\t", "a\u{7F}",
    ])
    func `an id that would change the path is refused and nothing is sent`(id: String) throws {
        let world = World()
        let transport = world.script(Answer.with(200, "[]"))
        let client = try world.client(transport, retry: RetryPolicy())
        let error = try world.run {
            await failure { try await client.runs(of: Workflow.ID(id)) }
        }
        #expect(error?.code == .invalidArgument)
        #expect(error?.isRetryable == false)
        #expect(transport.requests.isEmpty)
    }

    @Test(arguments: [
        ("wf 1", "wf%201"), ("wf+1", "wf%2B1"), ("späti", "sp%C3%A4ti"), ("流程", "%E6%B5%81%E7%A8%8B"), ("a:b", "a%3Ab"),
        ("a.b", "a.b"), ("wf_1-x~", "wf_1-x~"), ("a;b=c&d", "a%3Bb%3Dc%26d"), ("\"'", "%22%27"),
        ("e\u{301}", "e%CC%81"),
    ])
    func `any other id is encoded`(id: String, encoded: String) throws {
        let url = try BaseURL(CallFunnelClient.defaultBaseURL).url(of: .runs(of: Workflow.ID(id)))
        #expect(url.absoluteString == "https://callfunnel.ai/api/workflows/\(encoded)/runs")
    }

    @Test func `an empty phone or status is refused and nothing is sent`() throws {
        let world = World()
        let transport = world.script(Answer.with(200, "[]"))
        let client = try world.client(transport)
        let errors = try world.run {
            [
                await failure { try await client.timeline(of: "") },
                await failure { try await client.approvals("") },
            ]
        }
        #expect(errors.map { $0?.code } == [.invalidArgument, .invalidArgument])
        #expect(errors[0]?.message.contains("'phone'") == true)
        #expect(transport.requests.isEmpty)
    }

    @Test func `a request is a GET with the key and without a body`() throws {
        let world = World()
        let transport = world.script(Answer.balance())
        let client = try world.client(transport)
        _ = try world.run { try await client.balance() }
        let request = try #require(transport.requests.first)
        #expect(request.method == "GET")
        #expect(request.body.isEmpty)
        #expect(request.headers.fields.map(\.name) == ["Authorization", "Accept"])
        #expect(request.headers["Authorization"] == "Bearer \(World.key)")
        #expect(request.headers["Accept"] == "application/json")
    }
}
