// SPDX-License-Identifier: Apache-2.0

/// Reads a CallFunnel account (C6-C9).
///
/// Make one and keep it: it holds the connections, and the last answers, to ask for and to decode only what changed: 32 MiB
/// of them at most, and what 16 MiB of them were decoded to, which is three to four times as much. Each call is retried as
/// its RetryPolicy says and ends with a CallFunnelError or a Reading. Safe to share between tasks.
///
/// ```swift
/// import CallFunnel
///
/// let client = try CallFunnelClient(apiKey: "cf_live_…")
/// let reading = try await client.balance()
/// print(reading.value.balance ?? "unknown")
/// ```
public struct CallFunnelClient: Sendable {
    /// Called before each retry, for logs. It must return quickly.
    public var onRetry: @Sendable (Retry) -> Void = { _ in }

    private var requester: Requester

    /// How often and for how long a read is tried.
    public var retry: RetryPolicy {
        get { requester.policy }
        set { requester.policy = newValue }
    }

    /// The clock and randomness this client was given; a watcher over it uses the same.
    package var timing: Timing { requester.timing }

    /// The vendor's own service (C1).
    public static let defaultBaseURL = "https://callfunnel.ai/api"

    /// - Parameters:
    ///   - apiKey: with scope `read` (C2); nil takes the environment variable `CALLFUNNEL_API_KEY`.
    ///   - baseURL: what the paths hang under, with or without a slash at its end; `https`, or `http` for this machine.
    ///   - transport: what sends requests; nil is a `URLSessionTransport` of its own.
    ///   - retry: how often and for how long to try.
    ///   - timing: clock, time of day and randomness; tests hand in their own.
    /// - Throws: `invalidConfiguration` for a key or base URL that cannot be used. No request is made.
    public init(
        apiKey: String? = nil,
        baseURL: String = CallFunnelClient.defaultBaseURL,
        transport: (any Transport)? = nil,
        retry: RetryPolicy = RetryPolicy(),
        timing: Timing = .system
    ) throws(CallFunnelError) {
        requester = Requester(
            baseURL: try BaseURL(baseURL),
            key: try APIKey(apiKey),
            transport: transport ?? URLSessionTransport(timing: timing),
            policy: retry,
            timing: timing,
            lastAnswers: LastAnswers()
        )
    }

    /// Gets an endpoint and reads its JSON; what `read` cannot use at all becomes `unreadable`.
    func get<Value>(
        _ endpoint: Endpoint, _ read: (JSONValue, inout [DecodingIssue]) throws(DecodingIssue) -> Value
    ) async throws(CallFunnelError) -> Reading<Value> {
        try await requester.get(endpoint, onRetry: onRetry) { body throws(AnswerBody.Failure) in
            try body.value(read)
        }
    }

    /// Gets a list.
    ///
    /// - Parameters:
    ///   - isRepeated: whether the same list will be asked for again; then only what changed in it is decoded.
    ///   - complete: adds what an element does not say of itself, the same for every element.
    func list<Element: WireResource & Sendable>(
        _ endpoint: Endpoint, of resource: String, isRepeated: Bool = true, _ complete: (inout Element) -> Void
    ) async throws(CallFunnelError) -> Reading<[Element]> {
        try await requester.get(endpoint, onRetry: onRetry) { body throws(AnswerBody.Failure) in
            try body.list(of: resource, isRepeated: isRepeated, complete)
        }
    }
}
