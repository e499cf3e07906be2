// SPDX-License-Identifier: Apache-2.0

import Foundation

extension CallFunnelError {
    /// What a response that is not a success means (C3, C4, C10); nil for one that is.
    ///
    /// - Parameters:
    ///   - isConditional: whether the request allowed a 304.
    ///   - secrets: what the error must not show, wherever the service repeats it.
    init?(response: HTTPResponse, isConditional: Bool, now: Timestamp, hiding secrets: [String] = []) {
        let isSuccess = (200..<300).contains(response.status) || (response.status == 304 && isConditional)
        guard !isSuccess else { return nil }
        let body = ErrorBody(response.body, hiding: secrets)
        let code: Code
        switch response.status {
        case 304: code = .unreadable
        case 300..<400: code = .redirected
        case 401: code = .unauthorized
        case 403: code = body.saysSuspended ? .suspended : .forbidden
        case 404: code = .notFound
        case 408, 500...: code = .unavailable
        case 429: code = .rateLimited
        default: code = .rejected
        }
        // A date counts from the service's own time of day, where it tells it: ours may be off.
        let present = response.serverTime(now: now) ?? now
        self.init(
            code, Self.message(for: code), detail: body.detail, status: response.status,
            requestID: Redaction.requestID(response.headers["X-Request-ID"], hiding: secrets),
            retryAfter: response.headers["Retry-After"].flatMap { RetryAfter.parse($0, now: present) })
    }

    private static func message(for code: Code) -> String {
        switch code {
        case .unreadable: "'not modified' in answer to a request that offered nothing to compare with"
        case .redirected: "the service redirects, which is not followed; correct the base URL"
        case .unauthorized: "the key was refused; mint one with scope 'read' at /api-keys"
        case .forbidden: "the key is not allowed to read this; it needs scope 'read'"
        case .suspended: "the account is suspended"
        case .notFound: "not found; check the id and the base URL"
        case .rateLimited: "too many requests"
        case .unavailable: "the service is in trouble"
        default: "the service refused the request"
        }
    }

    /// An error that a transport threw.
    ///
    /// - Parameter isCancelled: whether the caller's task is. A transport that gives up by itself says "cancelled" as
    ///   well, and that must not look like the caller's wish: it can be tried again.
    init(transport error: any Error, isCancelled: Bool) {
        let known = error as? CallFunnelError
        if isCancelled {
            self = .cancelledRequest(cause: error)
        } else if let known, known.code != .cancelled {
            self = known
        } else if known != nil || error is CancellationError {
            self.init(.unreachable, "the transport gave the request up", cause: error)
        } else {
            // The cause's own text may name the URL, and with it a phone number, so only its kind is told.
            self.init(.unreachable, "no whole answer came (\(type(of: error)))", cause: error)
        }
    }

    static func cancelledRequest(cause: (any Error)?) -> CallFunnelError {
        CallFunnelError(.cancelled, "the task was cancelled during a request", cause: cause)
    }

    static var pastDeadline: CallFunnelError {
        CallFunnelError(.timedOut, "no answer within the request's deadline")
    }
}

extension HTTPResponse {
    /// The `Date` header; whole seconds.
    func serverTime(now: Timestamp) -> Timestamp? {
        headers["Date"].flatMap { HTTPDate.parse($0, now: now) }
    }
}
