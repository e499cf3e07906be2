// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Makes a GET until it succeeds, fails for good, or runs out of time.
struct Requester: Sendable {
    let baseURL: BaseURL
    let key: APIKey
    let transport: any Transport
    var policy: RetryPolicy
    let timing: Timing
    let lastAnswers: LastAnswers

    /// What makes a value of an answer.
    typealias Reader<Value> = (inout AnswerBody) throws(AnswerBody.Failure) -> Value

    func get<Value>(
        _ endpoint: Endpoint, onRetry: @Sendable (Retry) -> Void, _ reader: Reader<Value>
    ) async throws(CallFunnelError) -> Reading<Value> {
        let url = try baseURL.url(of: endpoint)
        let secrets = key.secrets + endpoint.secrets
        let end = timing.elapsed() + policy.totalTimeout
        var attempts = 0
        while true {
            attempts += 1
            let error: CallFunnelError
            switch await attempt(url, until: end, hiding: secrets, reader) {
            case .success(let reading): return reading
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

    private func attempt<Value>(
        _ url: URL, until end: Duration, hiding secrets: [String], _ reader: Reader<Value>
    ) async -> Result<Reading<Value>, CallFunnelError> {
        let resource = url.absoluteString
        let remembered = lastAnswers.remembered(for: resource, at: timing.elapsed())
        var request = HTTPRequest(
            url: url, headers: ["Authorization": key.authorization, "Accept": "application/json"])
        if let tag = remembered?.tag { request.headers.add("If-None-Match", tag) }
        let sent = request
        // A transport need not look whether its task is cancelled before it sends.
        guard !Task.isCancelled else { return .failure(.cancelledRequest(cause: nil)) }
        let deadline = min(end, timing.elapsed() + policy.attemptTimeout)
        guard deadline > timing.elapsed() else { return .failure(.pastDeadline) }
        switch await timing.run(until: deadline, { try await transport.send(sent) }) {
        case .finished(let response):
            if let error = CallFunnelError(
                response: response, isConditional: remembered?.tag != nil, now: timing.now(), hiding: secrets)
            {
                return .failure(error)
            }
            return read(response, of: resource, last: remembered, secrets, reader)
        case .failed(let error): return .failure(CallFunnelError(transport: error, isCancelled: Task.isCancelled))
        case .timedOut: return .failure(.pastDeadline)
        }
    }

    /// Reads a success. Only what could be read is remembered, so that what a proxy made up is not asked for again.
    private func read<Value>(
        _ response: HTTPResponse, of resource: String, last: LastAnswers.Remembered?, _ secrets: [String],
        _ reader: Reader<Value>
    ) -> Result<Reading<Value>, CallFunnelError> {
        func unreadable(_ message: String, _ cause: any Error) -> CallFunnelError {
            CallFunnelError(
                .unreadable, message, status: response.status,
                requestID: Redaction.requestID(response.headers["X-Request-ID"], hiding: secrets), cause: cause)
        }
        let isUnchanged = response.status == 304
        var body = AnswerBody(isUnchanged ? last?.body ?? response.body : response.body, last: last?.kept)
        let value: Value
        do throws(AnswerBody.Failure) {
            value = try reader(&body)
        } catch {
            switch error {
            case .notJSON(let error):
                return .failure(unreadable("the answer is not JSON (byte \(error.offset): \(error.reason))", error))
            case .shape(let error):
                let place = error.path.isEmpty ? "" : "\(error.path): "
                return .failure(unreadable("the answer has an unexpected shape: \(place)\(error.reason)", error))
            }
        }
        if !isUnchanged {
            lastAnswers.keep(
                response.body, tag: response.headers["ETag"], body.kept, for: resource, at: timing.elapsed())
        }
        return .success(Reading(value, issues: body.issues, serverTime: response.serverTime(now: timing.now())))
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
