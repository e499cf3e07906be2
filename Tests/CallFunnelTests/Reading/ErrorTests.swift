// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

@Suite struct ErrorTests {
    @Test(arguments: [
        (300, CallFunnelError.Code.redirected, false), (301, .redirected, false), (302, .redirected, false),
        (307, .redirected, false), (308, .redirected, false), (399, .redirected, false),
        (304, .unreadable, true),
        (400, .rejected, false), (401, .unauthorized, false), (402, .rejected, false), (403, .forbidden, false),
        (404, .notFound, false), (405, .rejected, false), (408, .unavailable, true), (409, .rejected, false),
        (422, .rejected, false), (429, .rateLimited, true), (451, .rejected, false),
        (500, .unavailable, true), (502, .unavailable, true), (503, .unavailable, true), (504, .unavailable, true),
        (599, .unavailable, true), (600, .unavailable, true), (Int.max, .unavailable, true),
        (0, .rejected, false), (-1, .rejected, false), (101, .rejected, false), (199, .rejected, false),
    ])
    func `every status has its code, and the code says whether to try again`(
        status: Int, code: CallFunnelError.Code, isRetryable: Bool
    ) throws {
        for body in ["", "{\"detail\": \"no\"}", "[]"] {
            let headers: HTTPHeaders = [
                "X-Request-ID": "req_7", "Retry-After": "7", "Location": "https://evil.example/",
            ]
            let error = try #require(World().ending(Answer.with(status, body, headers)).error)
            #expect(error.code == code)
            #expect(error.isRetryable == isRetryable)
            #expect(error.status == status)
            #expect(error.requestID == "req_7")
            #expect(error.retryAfter == .seconds(7))
            #expect(!error.message.isEmpty)
            #expect(error.description == "\(code): \(error.message) (HTTP \(status), request req_7)")
            #expect(!error.message.contains("evil"))
        }
    }

    /// What the service says, and how the message then ends.
    @Test(arguments: [
        ("{\"detail\": \"Workflow not found\"}", ": Workflow not found"),
        ("\u{FEFF}{\"detail\": \"x\", \"more\": 1}", ": x"),
        (
            "{\"detail\": [{\"loc\": [\"query\", \"phone\"], \"msg\": \"Field required\", \"type\": \"missing\"}]}",
            ": query.phone: Field required"
        ),
        (
            "{\"detail\": [{\"loc\": [\"body\", 0, null], \"msg\": \"bad\"}, {\"msg\": \"worse\"}]}",
            ": body.0.?: bad; worse"
        ),
        ("{\"detail\": [1, null, {}, {\"msg\": 3}, {\"loc\": 4, \"msg\": \"good\"}]}", ": good"),
        (
            "<!DOCTYPE html><html><body>nginx SECRET</body></html>",
            ": the answer is an HTML page, so it comes from something in front of the service"
        ),
        ("  \n<HTML>", ": the answer is an HTML page, so it comes from something in front of the service"),
        // Nothing that a person could use.
        ("", ""), ("garbage SECRET", ""), ("{\"detail\": \"\"}", ""), ("{\"detail\": \" \\n\"}", ""),
        ("{\"detail\": []}", ""),
        ("{\"detail\": [{}, {}]}", ""), ("{\"detail\": null}", ""), ("{\"detail\": {\"detail\": \"SECRET\"}}", ""),
        ("{\"error\": \"SECRET\"}", ""), ("\"SECRET\"", ""), ("{\"detail\": \"cut SEC", ""), ("<?xml SECRET", ""),
    ])
    func `the message says what the service says, and nothing else from the body`(body: String, ending: String) throws {
        for (status, plain) in [
            (400, "the service refused the request"), (503, "the service is in trouble"),
            (401, "the key was refused; mint one with scope 'read' at /api-keys"),
            (404, "not found; check the id and the base URL"), (429, "too many requests"),
            (302, "the service redirects, which is not followed; correct the base URL"),
            (403, "the key is not allowed to read this; it needs scope 'read'"),
        ] {
            let error = try #require(World().ending(Answer.with(status, body)).error)
            #expect(error.message == plain + ending)
        }
    }

    @Test func `a message is bounded, whatever the body`() throws {
        let long = String(repeating: "long ", count: 200_000)
        let deep = String(repeating: "[", count: 100_000)
        let fields = Array(
            repeating: "{\"loc\": [\"\(String(repeating: "x", count: 1000))\"], \"msg\": \"m\"}", count: 200)
        for body in [
            "{\"detail\": \"\(long)\"}", "{\"detail\": [\(fields.joined(separator: ","))]}", "{\"detail\": \(deep)",
            long,
        ] {
            let error = try #require(World().ending(Answer.with(400, body)).error)
            #expect(error.message.utf8.count < 1600)
        }
    }

    @Test(arguments: [
        ("{\"detail\": \"Tenant suspended: compliance review\"}", CallFunnelError.Code.suspended),
        ("{\"detail\": \"ACCOUNT IS SUSPENDED\"}", .suspended),
        ("{\"detail\": [{\"msg\": \"tenant suspended\"}]}", .suspended),
        ("{\"detail\": \"Not enough permissions\"}", .forbidden),
        ("<html>suspended</html>", .forbidden), ("suspended", .forbidden), ("{\"suspended\": true}", .forbidden),
    ])
    func `a 403 is a suspension only when its detail says so`(body: String, code: CallFunnelError.Code) throws {
        let error = try #require(World().ending(Answer.with(403, body)).error)
        #expect(error.code == code)
        #expect(!error.isRetryable)
        #expect(try World().ending(Answer.with(401, body)).error?.code == .unauthorized)
    }

    @Test(arguments: [
        (Trouble.network as any Error, CallFunnelError.Code.unreachable, true),
        // Nobody cancelled us: the transport gave up by itself, which must not end a caller's stream.
        (CancellationError(), .unreachable, true),
        (CallFunnelError(.cancelled, "x"), .unreachable, true),
        (CallFunnelError(.responseTooLarge, "x"), .responseTooLarge, false),
        (CallFunnelError(.rateLimited, "x"), .rateLimited, true),
        (CallFunnelError(.timedOut, "x"), .timedOut, true),
    ])
    func `what a transport throws keeps its meaning`(thrown: any Error, code: CallFunnelError.Code, isRetryable: Bool)
        throws
    {
        let error = try #require(World().ending(Answer.failing(thrown)).error)
        #expect(error.code == code)
        #expect(error.isRetryable == isRetryable)
        #expect(error.status == nil)
        #expect(error.message == "x" || error.cause.map { type(of: $0) == type(of: thrown) } == true)
    }

    @Test(arguments: [Trouble.network as any Error, CancellationError(), CallFunnelError(.unreachable, "x")])
    func `while the task is cancelled, whatever a transport throws means cancelled`(thrown: any Error) {
        let error = CallFunnelError(transport: thrown, isCancelled: true)
        #expect(error.code == .cancelled)
        #expect(!error.isRetryable)
    }

    /// The others: `timedOut` and `cancelled` in DeadlineTests, `invalidConfiguration` in BaseURLTests and APIKeyTests,
    /// `invalidArgument` in EndpointTests, `responseTooLarge` by URLSessionTransport, `alreadyIterating` by Watcher,
    /// and `ledgerFailed` by ledgers.
    @Test func `only what can pass by itself is retryable`() {
        let names = CallFunnelError.Code.retryable.map(\.name).sorted()
        #expect(names == ["rate-limited", "timed-out", "unavailable", "unreachable", "unreadable"])
    }

    @Test func `localizedDescription is the description`() {
        let error = CallFunnelError(.notFound, "no", status: 404)
        #expect((error as any Error).localizedDescription == "not-found: no (HTTP 404)")
    }

    @Test func `the simulator's failures have the codes of the contract`() throws {
        let world = World()
        let simulator = Simulator(timing: world.timing)
        let client = try world.client(simulator, key: Simulator.defaultKey)
        let stranger = try world.client(simulator, key: "cf_live_other")
        let codes = try world.run {
            var codes: [CallFunnelError.Code?] = []
            for fault in [Fault.rateLimit, .rateLimit, .serverError, .unauthorized, .suspended, .truncated] {
                await simulator.inject(fault)
                let error = await failure { try await client.balance() }
                codes.append(error?.code)
                if fault == .rateLimit { #expect(error?.retryAfter == .seconds(1)) }
                #expect(error?.requestID?.hasPrefix("req_") == true)
            }
            codes.append(await failure { try await stranger.balance() }?.code)
            codes.append(await failure { try await client.runs(of: "wf_unknown") }?.code)
            codes.append(await failure { try await client.timeline(of: "12") }?.code)
            return codes
        }
        #expect(
            codes == [
                .rateLimited, .rateLimited, .unavailable, .unauthorized, .suspended, .unreadable, .unauthorized,
                .notFound,
                .rejected,
            ])
    }
}
