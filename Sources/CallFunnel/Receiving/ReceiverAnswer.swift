// SPDX-License-Identifier: Apache-2.0

/// What a request is answered. The service takes a 4xx for the last word (C15), so what it signed can get none: the two
/// kinds of answers are two types, and only ``WebhookReceiver/Refusal`` has a 4xx.
enum ReceiverAnswer: Hashable, Sendable {
    /// To a request that the service signed.
    case authentic(AuthenticAnswer)
    /// To one of which that cannot be said, or that holds no event at all.
    case refused(WebhookReceiver.Refusal, WebhookReceiver.Configuration.Unmatched)
}

/// All that an event of the service can be answered.
enum AuthenticAnswer: Hashable, Sendable {
    /// 200: handled, now or before.
    case done
    /// 503: to be pushed again.
    case tryAgain(Reason)

    /// Why an event is to be pushed again.
    enum Reason: String, Hashable, Sendable {
        case handlerFailed = "not handled"
        case late = "not handled in time"
        case leased = "being handled elsewhere"
        case ledgerFailed = "the ledger is out of order"
        case outsideWindow = "signed too long before or after this machine's time"
        case overloaded = "too many requests at once"
        case shuttingDown = "shutting down"
    }
}

extension ReceiverAnswer {
    var response: HTTPResponse {
        switch self {
        case .authentic(.done): Self.response(200, "handled")
        case .authentic(.tryAgain(let reason)): Self.response(503, reason.rawValue, ["Retry-After": Self.retryAfter])
        case .refused(.notPOST, _): Self.response(405, "events are posted", ["Allow": "POST"])
        case .refused(.bodyTooLarge, _): Self.response(413, "the body is too large")
        case .refused(.missingSignature, _): Self.response(400, "not signed")
        case .refused(.malformedSignature, _): Self.response(400, "the signature header cannot be read")
        case .refused(.notJSON, _): Self.response(400, "not JSON")
        case .refused(.noMatch, .refuse): Self.response(401, "the signature does not match")
        case .refused(.noMatch, .tryAgain):
            Self.response(503, "the signature does not match", ["Retry-After": Self.retryAfter])
        }
    }

    /// Seconds: the first wait of the service's own schedule (C15).
    private static let retryAfter = "60"

    private static func response(_ status: Int, _ reason: String, _ headers: HTTPHeaders = [:]) -> HTTPResponse {
        var headers = headers
        headers.add("Content-Type", "text/plain; charset=utf-8")
        return HTTPResponse(status: status, headers: headers, body: Array("\(reason)\n".utf8))
    }
}

extension WebhookReceiver {
    /// Why a request was not taken for an event of the service. Cases may be added, so write a `default`.
    public enum Refusal: Hashable, Sendable {
        /// 405: another method than POST.
        case notPOST
        /// 413: a body over ``Configuration/bodyLimit``, of which the signature was not looked at.
        case bodyTooLarge(bytes: Int)
        /// 400: no `X-CF-Signature`.
        case missingSignature
        /// 400: an `X-CF-Signature` that cannot be read.
        case malformedSignature(WebhookSignature.Part)
        /// 503, or 401 with ``Configuration/Unmatched/refuse``: no secret gives the signature.
        case noMatch
        /// 400: signed, and no JSON.
        case notJSON
    }
}
