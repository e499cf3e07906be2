// SPDX-License-Identifier: Apache-2.0

extension WebhookSignature {
    /// Why a request is not taken for the service's.
    public enum Rejection: Error, Hashable, Sendable {
        /// The request has no `X-CF-Signature`, or an empty one: it does not come from the service, or a proxy drops
        /// headers it does not know.
        case missingHeader
        /// The header is there and cannot be read.
        case malformedHeader(Part)
        /// No secret gives any of the signatures: the secret is another endpoint's, or the body is not the bytes that
        /// were signed. `verify-webhook` tells which.
        case noMatch
        /// The signature is right, and was made this long before now: the request is repeated, was held up, or this
        /// machine's clock is ahead.
        case tooOld(by: Duration)
        /// The signature is right, and was made this long after now: this machine's clock is behind.
        case tooNew(by: Duration)
        /// The tolerance given is zero or less, with which nothing could be accepted. Nothing was checked.
        case toleranceNotPositive
    }

    /// What is wrong with a header.
    public enum Part: Hashable, Sendable {
        /// More than 4,096 bytes.
        case tooLong
        /// No `t=`.
        case noTimestamp
        /// `t=` more than once, which different readers would read differently.
        case severalTimestamps
        /// `t` is not the seconds since 1970 in 1 to 13 decimal digits.
        case timestampNotSeconds
        /// No `v1=` with anything behind it.
        case noSignature
        /// More than 32 times `v1=`.
        case tooManySignatures
    }
}

extension WebhookSignature.Rejection: CustomStringConvertible {
    /// What happened and what to look at. Never a secret or a signature.
    public var description: String {
        switch self {
        case .missingHeader:
            "no \(WebhookSignature.headerName) header: the sender is somebody else, or a proxy drops the header"
        case .malformedHeader(let part):
            "the \(WebhookSignature.headerName) header cannot be read: \(part)"
        case .noMatch:
            "no secret gives this signature: check that it is this endpoint's, and that the body is verified as the "
                + "bytes that came, before any parsing"
        case .tooOld(let age):
            "signed \(age.components.seconds) s before this machine's time: repeated or held up, or this clock is ahead"
        case .tooNew(let distance):
            "signed \(distance.components.seconds) s after this machine's time: set this machine's clock"
        case .toleranceNotPositive:
            "the tolerance must be more than zero; the service's window is 300 s"
        }
    }
}

extension WebhookSignature.Part: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLong: "it is longer than \(WebhookSignature.longestHeader) bytes"
        case .noTimestamp: "it has no t=SECONDS"
        case .severalTimestamps: "it has more than one t="
        case .timestampNotSeconds: "its t is not whole seconds since 1970 in decimal digits"
        case .noSignature: "it has no v1=SIGNATURE"
        case .tooManySignatures: "it has more than \(WebhookSignature.mostSignatures) times v1="
        }
    }
}
