// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct RetryPolicyTests {
    static let failure = CallFunnelError(.unavailable, "x")

    /// 0.5 s doubles up to 20 s.
    @Test(
        arguments: [1: 500, 2: 1000, 3: 2000, 4: 4000, 5: 8000, 6: 16_000, 7: 20_000, 8: 20_000, 1000: 20_000].sorted(
            by: <))
    func `the wait is anywhere up to a bound that doubles`(attempts: Int, bound: Int) throws {
        var policy = RetryPolicy()
        policy.maximumAttempts = .max
        for random in [0, 0.25, 0.5, 0.999, 1.0.nextDown] {
            let wait = policy.wait(afterAttempts: attempts, error: Self.failure, left: .seconds(60), random: random)
            let expected = Duration.milliseconds(bound) * random
            #expect(try #require(wait) == expected)
            #expect(try #require(wait) < .milliseconds(bound))
        }
    }

    @Test(
        arguments: [
            // Retry-After, left, random, wait; all in milliseconds, after the second attempt, whose bound is a second.
            (nil, 60_000, 0.5, 500), (0, 60_000, 0.5, 500), (400, 60_000, 0.5, 500), (600, 60_000, 0.5, 600),
            (7000, 60_000, 0.999, 7000), (20_000, 60_000, 0, 20_000), (20_001, 60_000, 0, nil),
            (3_600_000, 4_000_000, 0, nil),
            (7000, 7001, 0, 7000), (7000, 7000, 0, nil), (nil, 500, 0.5, nil), (nil, 501, 0.5, 500), (nil, 0, 0, nil),
            (nil, -5000, 0, nil), (-5000, 60_000, 0, 0),
        ] as [(Int?, Int, Double, Int?)])
    func `the greater of backoff and Retry-After holds, if there is time`(
        asked: Int?, left: Int, random: Double, wait: Int?
    ) {
        let error = CallFunnelError(.rateLimited, "x", retryAfter: asked.map { .milliseconds($0) })
        let found = RetryPolicy().wait(afterAttempts: 2, error: error, left: .milliseconds(left), random: random)
        #expect(found == wait.map { .milliseconds($0) })
    }

    @Test func `four attempts, and none after a failure that stays`() {
        let policy = RetryPolicy()
        let waits = (0...6).map {
            policy.wait(afterAttempts: $0, error: Self.failure, left: .seconds(9), random: 0) != nil
        }
        #expect(waits == [true, true, true, true, false, false, false])
        for code in [
            CallFunnelError.Code.rejected, .unauthorized, .suspended, .cancelled, .redirected, .responseTooLarge,
        ] {
            let error = CallFunnelError(code, "x", retryAfter: .zero)
            #expect(policy.wait(afterAttempts: 1, error: error, left: .seconds(9), random: 0) == nil)
        }
        #expect(RetryPolicy.none.wait(afterAttempts: 1, error: Self.failure, left: .seconds(9), random: 0) == nil)
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .seconds(Int64.min), .seconds(Int64.max)])
    func `no setting traps, and no wait is negative`(odd: Duration) {
        for attempts in [1, 2, 100, 2000] {
            for field in [\RetryPolicy.firstDelay, \.maximumDelay, \.attemptTimeout, \.totalTimeout] {
                var policy = RetryPolicy()
                policy.maximumAttempts = .max
                policy[keyPath: field] = odd
                let wait = policy.wait(afterAttempts: attempts, error: Self.failure, left: .seconds(60), random: 0.999)
                #expect(wait ?? .zero >= .zero)
                #expect(wait ?? .zero < .seconds(60))
            }
        }
    }
}
