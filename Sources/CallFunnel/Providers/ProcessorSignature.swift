// SPDX-License-Identifier: Apache-2.0

/// How the payment processor signs its webhooks (C19): an HMAC-SHA256, within a replay window.
///
/// ```swift
/// func check(_ request: HTTPRequest, secret: WebhookSecret, now: Timestamp) throws {
///     let signature = ProcessorSignature(headerName: "Stripe-Signature")
///     _ = try signature.verify(request, secrets: [secret], at: now)
/// }
/// ```
/// That there is a signature and a window is documented; its form is assumed to be that of C13, `t=…,v1=…` over the
/// time and the raw body. The header's name and the scheme's are settings. The window bounds how long a request can be
/// repeated; that a repetition changes nothing within it is ``ProcessorEvents``' part.
public struct ProcessorSignature: Sendable, Hashable {
    public let headerName: String
    /// What stands before the signatures in the header. Those of other schemes are ignored.
    public let scheme: String
    /// How far the time of signing may lie from ours, before or after it.
    public let tolerance: Duration

    /// - Parameters:
    ///   - headerName: assumed, as no document names it.
    ///   - scheme: of the signatures that count, `v1` in `t=…,v1=…`.
    ///   - tolerance: more than zero, or every request is rejected as
    ///     ``WebhookSignature/Rejection/toleranceNotPositive``.
    public init(
        headerName: String = "X-Processor-Signature", scheme: String = "v1", tolerance: Duration = .seconds(300)
    ) {
        self.headerName = headerName
        self.scheme = scheme
        self.tolerance = tolerance
    }

    /// Whether one of `secrets` signed the raw body of this request, at a time near enough to `now`.
    ///
    /// - Parameter secrets: during a rotation the new one and the old one.
    public func verify(
        _ request: HTTPRequest, secrets: [WebhookSecret], at now: Timestamp
    ) throws(Rejection) -> WebhookSignature.Match {
        do {
            let signature = try WebhookSignature(lines: request.headers.values(of: headerName), scheme: scheme)
            return try signature.verify(request.body, secrets: secrets, at: now, tolerance: tolerance)
        } catch {
            throw Rejection(reason: error, signature: self)
        }
    }

    /// The value of the header for a body, as the processor would send it: for tests, and to compare by hand.
    ///
    /// - Parameter time: when it is signed, rounded down to a second.
    public func sign(_ body: [UInt8], secrets: [WebhookSecret], at time: Timestamp) -> String {
        WebhookSignature.sign(body, secrets: secrets, at: time, scheme: scheme)
    }
}

extension ProcessorSignature {
    /// Why a request is not taken for the processor's.
    public struct Rejection: Error, Hashable, Sendable {
        public let reason: WebhookSignature.Rejection
        /// The settings it was read with.
        public let signature: ProcessorSignature
    }
}

extension ProcessorSignature.Rejection: CustomStringConvertible {
    /// What happened and what to look at, with the header's name. Never a secret or a signature.
    public var description: String {
        switch reason {
        case .missingHeader:
            "no \(signature.headerName) header: the sender is somebody else, or a proxy drops the header"
        case .malformedHeader(.noSignature):
            "the \(signature.headerName) header cannot be read: it has no \(signature.scheme)=SIGNATURE"
        case .malformedHeader(let part): "the \(signature.headerName) header cannot be read: \(part)"
        default: reason.description
        }
    }
}
