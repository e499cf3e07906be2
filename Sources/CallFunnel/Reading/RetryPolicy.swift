// SPDX-License-Identifier: Apache-2.0

/// How often, how soon and for how long a read is tried again.
///
/// Only reads are retried, and only after failures that can pass (CallFunnelError/isRetryable).
public struct RetryPolicy: Sendable, Hashable {
    /// Requests made at most, the first included. 1 never retries.
    public var maximumAttempts = 4
    /// Before the second request the wait is random in `0...firstDelay`; the bound doubles with each one after
    /// (full jitter).
    public var firstDelay: Duration = .milliseconds(500)
    /// The bound stops doubling here. A `Retry-After` beyond it is not waited for inside the call: the error comes at
    /// once and carries it.
    public var maximumDelay: Duration = .seconds(20)
    /// A request that takes longer than this is given up as timed out; with zero or less none is sent.
    public var attemptTimeout: Duration = .seconds(30)
    /// The whole call, waits included, ends by then. A wait that would pass it is not begun: the error comes at once,
    /// with what the service asked for in CallFunnelError/retryAfter.
    public var totalTimeout: Duration = .seconds(60)

    public init() {}

    /// Never retries.
    public static var none: RetryPolicy {
        var policy = RetryPolicy()
        policy.maximumAttempts = 1
        return policy
    }

    /// How long to wait before the next request, or nil to give up.
    ///
    /// The service's `Retry-After` and our backoff both hold, so the greater wins.
    ///
    /// - Parameters:
    ///   - attempts: requests made so far.
    ///   - left: what remains of `totalTimeout`.
    ///   - random: a number in `0..<1`.
    func wait(afterAttempts attempts: Int, error: CallFunnelError, left: Duration, random: Double) -> Duration? {
        guard error.isRetryable, attempts < maximumAttempts else { return nil }
        let backoff = Self.backoff(first: firstDelay, most: maximumDelay, failures: attempts) * random
        let wait = max(backoff, error.retryAfter ?? .zero)
        return wait < left && wait <= maximumDelay ? wait : nil
    }

    /// `first`, doubled with each failure after the first, and `most` at most.
    static func backoff(first: Duration, most: Duration, failures: Int) -> Duration {
        var bound = max(first, .zero)
        for _ in 1..<max(failures, 1) where bound < most { bound = bound * 2 }
        return min(bound, most)
    }
}
