// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What a request's `X-Twilio-Signature` says (C17): base64 of an HMAC-SHA1 over the URL and the parameters of the
/// form.
///
/// ```swift
/// func check(_ request: HTTPRequest, tokens: [TwilioAuthToken]) throws {
///     let form = try TwilioSignature(headers: request.headers)
///         .verify(request, url: "https://calls.example.com\(request.url.path)?tenant_id=38", tokens: tokens)
///     print(form["CallStatus"] ?? "no status")
/// }
/// ```
/// Twilio signs the URL it was given, letter by letter. Behind a proxy that ends TLS or changes the host the request
/// shows another one, so pass the URL that is configured at Twilio. A port may be there or not, as Twilio itself is not
/// consistent; a user name and password in the URL are signed with it.
///
/// The scheme has no time in it: a request that is repeated is as good as the first. Tell repetitions by their
/// `CallSid` and state.
public struct TwilioSignature: Sendable, Hashable {
    public static let headerName = "X-Twilio-Signature"
    /// The query parameter with the SHA-256, in hexadecimal, of a body that is no form.
    public static let bodyDigestName = "bodySHA256"
    /// Twilio's header that names another way to sign.
    static let settingsName = "X-Twilio-Webhooks-Signature-Settings"

    /// The header's value: 28 characters of base64.
    private let code: [UInt8]

    /// Reads the header of a request.
    ///
    /// - Throws: ``Rejection/missingHeader``, ``Rejection/malformedHeader`` or ``Rejection/otherAlgorithm``.
    public init(headers: HTTPHeaders) throws(Rejection) {
        let values = headers.values(of: Self.headerName)
        guard let value = values.first else { throw .missingHeader }
        guard Self.names(HMACSHA1: headers.values(of: Self.settingsName)) else { throw .otherAlgorithm }
        // Several would be read differently by different readers.
        guard values.count == 1, Self.isBase64OfSHA1(value) else { throw .malformedHeader }
        code = Array(value.utf8)
    }

    /// Whether one of `tokens` signed this request, and the parameters it signed.
    ///
    /// A body of the type `application/x-www-form-urlencoded` is signed by its parameters. Of any other body the digest
    /// has to be in the URL, as `bodySHA256`; then no parameters are returned.
    ///
    /// - Parameters:
    ///   - url: as configured at Twilio; nil takes the request's own, which is right only without a proxy in between.
    ///   - tokens: during a change of token the primary and the secondary one.
    public func verify(
        _ request: HTTPRequest, url: String? = nil, tokens: [TwilioAuthToken]
    ) throws(Rejection) -> FormParameters {
        let url = url ?? request.url.absoluteString
        guard !request.body.isEmpty, !Self.isForm(request.headers["Content-Type"]) else {
            let form = FormParameters(request.body)
            try verify(form, url: url, tokens: tokens)
            return form
        }
        try verify(request.body, url: url, tokens: tokens)
        return FormParameters()
    }

    /// Whether one of `tokens` signed this form, posted to this URL.
    public func verify(_ form: FormParameters, url: String, tokens: [TwilioAuthToken]) throws(Rejection) {
        let suffix = Self.signedText(of: form)
        guard !matches(TwilioURL.spellings(of: url), suffix, tokens) else { return }
        let other = TwilioURL.withOtherScheme(url).map { TwilioURL.spellings(of: $0) } ?? []
        throw matches(other, suffix, tokens) ? .otherScheme : .noMatch
    }

    /// Whether one of `tokens` signed this URL, and the URL has the digest of this body, which is not a form.
    public func verify(_ body: [UInt8], url: String, tokens: [TwilioAuthToken]) throws(Rejection) {
        // The first one, as Twilio's own libraries take it.
        guard let digest = FormParameters(queryOf: url)[Self.bodyDigestName] else { throw .missingBodyDigest }
        try verify(FormParameters(), url: url, tokens: tokens)
        let expected = Hex.encode(SHA256.hash(body))
        guard ConstantTime.equal(Array(digest.utf8), Array(expected.utf8)) else { throw .otherBody }
    }

    /// The value of the header for a form, as Twilio would send it: for tests, and to compare by hand.
    ///
    /// A body that is no form is signed by its digest in the URL, with no parameters.
    public static func sign(_ form: FormParameters = FormParameters(), url: String, token: TwilioAuthToken) -> String {
        code(Array(url.utf8), signedText(of: form), token)
    }

    /// Every spelling is tried with every token, so that the time taken tells nothing.
    private func matches(_ urls: [String], _ suffix: [UInt8], _ tokens: [TwilioAuthToken]) -> Bool {
        var isMatched = false
        for token in tokens {
            for url in urls where ConstantTime.equal(code, Array(Self.code(Array(url.utf8), suffix, token).utf8)) {
                isMatched = true
            }
        }
        return isMatched
    }

    /// Compared as text: lenient readers of base64 hold different texts for the same bytes.
    private static func code(_ url: [UInt8], _ suffix: [UInt8], _ token: TwilioAuthToken) -> String {
        Data(HMAC<SHA1>.code(of: url, suffix, key: token.bytes)).base64EncodedString()
    }

    /// Names and values one after another, sorted by their bytes; what occurs twice alike counts once.
    private static func signedText(of form: FormParameters) -> [UInt8] {
        let sorted = Set(form.parameters).sorted { left, right in
            left.name == right.name
                ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
        }
        return sorted.flatMap { $0.name + $0.value }
    }

    private static func isForm(_ contentType: String?) -> Bool {
        let type = contentType?.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        return type == "application/x-www-form-urlencoded"
    }

    private static func isBase64OfSHA1(_ value: String) -> Bool {
        value.utf8.count == 28 && value.utf8.last == UInt8(ascii: "=")
            && value.utf8.dropLast().allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                    true
                default: false
                }
            }
    }

    /// Whether no other algorithm than this one's is asked for.
    private static func names(HMACSHA1 settings: [String]) -> Bool {
        settings.joined(separator: ",").split(separator: ",").allSatisfy { setting in
            let halves = setting.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            return halves.first != "algorithm" || halves.count == 1 || halves[1].uppercased() == "HMAC_SHA1"
        }
    }
}

extension TwilioSignature: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the code, which is as good as a password for this request.
    public var description: String { "Twilio signature (hidden)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
