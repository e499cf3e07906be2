// SPDX-License-Identifier: Apache-2.0

extension TwilioSignature {
    /// Why a request is not taken for Twilio's. None can succeed by being sent again.
    public enum Rejection: Error, Hashable, Sendable {
        /// No `X-Twilio-Signature`: the sender is somebody else, or a proxy drops the header.
        case missingHeader
        /// The header is there more than once, or is not the base64 of 20 bytes.
        case malformedHeader
        /// The request says that it is signed with another algorithm than the HMAC-SHA1 of C17. Nothing was checked.
        case otherAlgorithm
        /// No token gives this signature: the token is another account's, the URL is not the one Twilio was given, or
        /// the parameters are not the ones that came.
        case noMatch
        /// As ``noMatch``, but it is right for the same URL under `http` instead of `https`, or the other way round: a
        /// proxy ends TLS. Pass the URL that is configured at Twilio.
        case otherScheme
        /// A body that is no form, and no `bodySHA256` in the URL: nothing signs the body.
        case missingBodyDigest
        /// The signature is right, and the body is not the one whose `bodySHA256` the URL has.
        case otherBody
    }
}

extension TwilioSignature.Rejection: CustomStringConvertible {
    /// What happened and what to look at. Never a token, a signature or a parameter.
    public var description: String {
        switch self {
        case .missingHeader:
            "no \(TwilioSignature.headerName) header: the sender is somebody else, or a proxy drops the header"
        case .malformedHeader:
            "the \(TwilioSignature.headerName) header is there twice, or is not the base64 of 20 bytes"
        case .otherAlgorithm:
            "signed with another algorithm than HMAC-SHA1, says \(TwilioSignature.settingsName)"
        case .noMatch:
            "no token gives this signature: check the account, the URL as it is configured at Twilio, and that the "
                + "parameters are those of the raw body"
        case .otherScheme:
            "signed for the same URL under the other of http and https: a proxy ends TLS, so give the URL that is "
                + "configured at Twilio"
        case .missingBodyDigest:
            "the body is no form, and the URL has no \(TwilioSignature.bodyDigestName)"
        case .otherBody:
            "the body is not the one whose \(TwilioSignature.bodyDigestName) the URL has"
        }
    }
}
