// SPDX-License-Identifier: Apache-2.0

import Foundation

extension CallFunnelError {
    /// What a response that is not a success means (C3, C4, C10); nil for one that is.
    init?(response: HTTPResponse, now: Timestamp) {
        guard !(200..<300).contains(response.status) else { return nil }
        let body = ErrorBody(response.body)
        let code: Code
        switch response.status {
        case 300..<400: code = .redirected
        case 401: code = .unauthorized
        case 403: code = body.saysSuspended ? .suspended : .forbidden
        case 404: code = .notFound
        case 408, 500...: code = .unavailable
        case 429: code = .rateLimited
        default: code = .rejected
        }
        self.init(
            code, Self.message(for: code) + (body.detail.map { ": \($0)" } ?? ""), status: response.status,
            requestID: response.headers["X-Request-ID"],
            retryAfter: response.headers["Retry-After"].flatMap { RetryAfter.parse($0, now: now) })
    }

    private static func message(for code: Code) -> String {
        switch code {
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
    init(transport error: any Error, isCancelled: Bool) {
        if isCancelled || error is CancellationError {
            self = .cancelledRequest(cause: error)
        } else if let known = error as? CallFunnelError {
            self = known
        } else {
            // The cause's own text may name the URL, and with it a phone number, so only its kind is told.
            self.init(.unreachable, "no whole answer came (\(type(of: error)))", cause: error)
        }
    }

    static func cancelledRequest(cause: (any Error)?) -> CallFunnelError {
        CallFunnelError(.cancelled, "the task was cancelled during a request", cause: cause)
    }
}
