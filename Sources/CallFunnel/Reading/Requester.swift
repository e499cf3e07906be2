// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Makes a GET until it succeeds, fails for good, or runs out of time.
struct Requester: Sendable {
    let baseURL: BaseURL
    let key: APIKey
    let transport: any Transport
    var policy: RetryPolicy
    let timing: Timing
    let conditional: ConditionalGet

    /// A success: its JSON and when the service gave it.
    struct Answer: Sendable {
        let json: JSONValue
        let serverTime: Timestamp?
    }

    func get(
        _ endpoint: Endpoint, onRetry: @Sendable (Retry) -> Void
    ) async throws(CallFunnelError) -> Answer {
        let url = try baseURL.url(of: endpoint)
        let end = timing.elapsed() + policy.totalTimeout
        var attempts = 0
        while true {
            attempts += 1
            let error: CallFunnelError
            switch await attempt(url, until: end) {
            case .success(let answer): return answer
            case .failure(let failure): error = failure
            }
            let left = end - timing.elapsed()
            let wait = policy.wait(afterAttempts: attempts, error: error, left: left, random: timing.random())
            guard let wait else { throw error }
            onRetry(Retry(error: error, attempts: attempts, delay: wait))
            do {
                try await timing.sleep(timing.elapsed() + wait)
            } catch {
                throw CallFunnelError(.cancelled, "cancelled while waiting to retry", cause: error)
            }
        }
    }

    private func attempt(_ url: URL, until end: Duration) async -> Result<Answer, CallFunnelError> {
        let resource = url.absoluteString
        var request = HTTPRequest(url: url, headers: ["Authorization": key.authorization, "Accept": "application/json"])
        let tag = conditional.tag(for: resource, at: timing.elapsed())
        if let tag { request.headers.add("If-None-Match", tag) }
        let sent = request
        let deadline = min(end, timing.elapsed() + policy.attemptTimeout)
        switch await timing.run(until: deadline, { try await transport.send(sent) }) {
        case .finished(let response): return read(response, for: resource, conditionally: tag != nil)
        case .failed(let error): return .failure(CallFunnelError(transport: error, isCancelled: Task.isCancelled))
        case .timedOut where Task.isCancelled: return .failure(.cancelledRequest(cause: nil))
        case .timedOut: return .failure(CallFunnelError(.timedOut, "no answer within the request's deadline"))
        }
    }

    private func read(
        _ response: HTTPResponse, for resource: String, conditionally: Bool
    ) -> Result<Answer, CallFunnelError> {
        let isUnchanged = response.status == 304 && conditionally
        if !isUnchanged, let error = CallFunnelError(response: response, now: timing.now()) { return .failure(error) }
        guard let body = isUnchanged ? conditional.body(for: resource) : response.body else {
            return .failure(CallFunnelError(.unreadable, "304 for an answer that was not kept", status: 304))
        }
        do throws(JSONParser.Failure) {
            let json = try JSONValue(parsing: body)
            if !isUnchanged {
                conditional.keep(body, tag: response.headers["ETag"], for: resource, at: timing.elapsed())
            }
            let date = response.headers["Date"].flatMap { HTTPDate.parse($0, now: timing.now()) }
            return .success(Answer(json: json, serverTime: date))
        } catch {
            return .failure(
                CallFunnelError(
                    .unreadable, "the answer is not JSON (byte \(error.offset): \(error.reason))",
                    status: response.status, requestID: response.headers["X-Request-ID"], cause: error))
        }
    }
}

/// A request that failed and is about to be made again.
public struct Retry: Sendable {
    public let error: CallFunnelError
    /// Requests made so far.
    public let attempts: Int
    /// How long we wait before the next.
    public let delay: Duration
}
