// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct RetryTests {
    @Test(arguments: [
        Answer.with(500), Answer.with(503, "<html>"), Answer.with(408), Answer.with(429), Answer.with(304),
        Answer.failing(Trouble.network), Answer.failing(CancellationError()), Answer.with(200, "{\"balance_minor\": 5"),
        Answer.with(200, ""), Answer.with(204), Answer.with(200, "[1]"), Answer.with(200, "<html>login</html>"),
    ])
    func `a failure that can pass is tried four times, and then it is the error`(step: @escaping ScriptedTransport.Step)
        throws
    {
        let world = World(random: 1.0.nextDown)
        let transport = world.script(step)
        let told = Notebook<Retry>()
        var client = try world.client(transport, retry: RetryPolicy())
        client.onRetry = { told.note($0) }
        let reader = client
        let error = try world.run { await failure { try await reader.balance() } }
        #expect(error?.isRetryable == true)
        #expect(transport.sent.map { ($0.at + .microseconds(1)).components.seconds } == [0, 0, 1, 3])
        #expect(
            transport.sent.map(\.at).dropFirst().elementsEqual(
                told.entries.reduce(into: []) { times, retry in
                    times.append((times.last ?? .zero) + retry.delay)
                }))
        #expect(told.entries.map(\.attempts) == [1, 2, 3])
        #expect(told.entries.allSatisfy { $0.error.code == error?.code })
        #expect(transport.requests.allSatisfy { $0 == transport.requests.first })
    }

    @Test(arguments: [400, 401, 403, 404, 405, 409, 422, 302, 307, 100])
    func `a failure that stays is tried once`(status: Int) throws {
        let world = World()
        let transport = world.script(Answer.with(status, "", ["Retry-After": "0"]))
        var client = try world.client(transport, retry: RetryPolicy())
        client.onRetry = { _ in Issue.record("told of a retry") }
        let reader = client
        _ = try world.run { await failure { try await reader.balance() } }
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: 0..<4) func `the first success ends it`(failures: Int) throws {
        let world = World()
        let failing = Array(repeating: Answer.with(502), count: failures)
        let transport = ScriptedTransport(timing: world.timing, failing + [Answer.balance(7)])
        let client = try world.client(transport, retry: RetryPolicy())
        let reading = try world.run { try await client.balance() }
        #expect(reading.value.balance?.minorUnits == 7)
        #expect(transport.requests.count == failures + 1)
    }

    /// The world begins at 07:30:45, and without a date the backoff waits for a quarter of a second.
    @Test(
        arguments: [
            ("7", nil, 7000), ("0", nil, 250), (" 3 ", nil, 3000), ("20", nil, 20_000), ("21", nil, nil),
            ("99999999999999999999", nil, nil),
            ("Mon, 01 Jun 2026 07:30:50 GMT", nil, 5000), ("Monday, 01-Jun-26 07:30:50 GMT", nil, 5000),
            ("Mon, 01 Jun 2026 07:30:44 GMT", nil, 250), ("Sun, 06 Nov 1994 08:49:37 GMT", nil, 250),
            ("Mon, 01 Jun 2026 07:40:45 GMT", nil, nil), ("Fri, 31 Dec 9999 23:59:59 GMT", nil, nil),
            // The service's clock is an hour ahead of ours, or behind: its dates are meant by its own clock.
            ("Mon, 01 Jun 2026 08:30:50 GMT", "Mon, 01 Jun 2026 08:30:45 GMT", 5000),
            ("Mon, 01 Jun 2026 06:30:50 GMT", "Mon, 01 Jun 2026 06:30:45 GMT", 5000),
            ("Mon, 01 Jun 2026 07:30:50 GMT", "yesterday", 5000),
            ("soon", nil, 250), ("-5", nil, 250), ("1.5", nil, 250), ("", nil, 250), ("7, 8", nil, 250),
        ] as [(String, String?, Int?)])
    func `Retry-After is waited for, or is in the error at once`(value: String, date: String?, wait: Int?) throws {
        for status in [429, 503] {
            let world = World()
            var headers: HTTPHeaders = ["Retry-After": value]
            if let date { headers.add("Date", date) }
            let transport = world.script(Answer.with(status, "", headers), Answer.balance())
            let client = try world.client(transport, retry: RetryPolicy())
            let error = try world.run { await failure { try await client.balance() } }
            #expect(transport.sent.map(\.at) == [.zero] + (wait.map { [.milliseconds($0)] } ?? []))
            if wait == nil {
                #expect(error?.status == status)
                #expect(try #require(error?.retryAfter) > .seconds(20))
            } else {
                #expect(error == nil)
            }
        }
    }

    @Test(arguments: [0, -1, Int.min, 1]) func `there is one attempt at least`(attempts: Int) throws {
        var policy = RetryPolicy()
        policy.maximumAttempts = attempts
        let world = World()
        let transport = world.script(Answer.with(503))
        let client = try world.client(transport, retry: policy)
        #expect(try world.run { await failure { try await client.balance() } }?.code == .unavailable)
        #expect(transport.requests.count == 1)
    }

    @Test func `a policy can be changed later and does not change calls under way`() throws {
        let world = World()
        let transport = world.script(Answer.with(503))
        var client = try world.client(transport)
        client.retry.maximumAttempts = 2
        let reader = client
        _ = try world.run { await failure { try await reader.balance() } }
        #expect(transport.requests.count == 2)
    }
}
