// SPDX-License-Identifier: Apache-2.0

/// What a request's `X-CF-Signature` says (C13): when it was signed, and one or more signatures.
///
/// ```swift
/// func check(_ request: HTTPRequest, secrets: [WebhookSecret], now: Timestamp) throws {
///     let match = try WebhookSignature(headers: request.headers).verify(request.body, secrets: secrets, at: now)
///     if match.secretIndex > 0 { print("the service still signs with the old secret") }
/// }
/// ```
///
/// Give `verify` the body as it came, before any parsing: a body that was decoded and encoded again is other bytes.
public struct WebhookSignature: Sendable, Hashable {
    public static let headerName = "X-CF-Signature"
    package static let scheme = "v1"

    /// The digits of `t` as they stand in the header: they are what is signed.
    package let timestampText: [UInt8]
    /// The time the sender says it signed at. It can be believed once ``verify(_:secrets:at:tolerance:)`` returned.
    public let signedAt: Timestamp
    /// The values of `v1` that can match anything, as bytes.
    package let codes: [[UInt8]]

    /// A signature that was found to be right.
    public struct Match: Sendable {
        /// The place in the given secrets of the one that signed; the first, where several did. During a rotation this
        /// tells when the old one is no longer used.
        public let secretIndex: Int
        public let signedAt: Timestamp
        fileprivate let message: [[UInt8]]

        /// The same for the same signing of the same body, whichever of its signatures matched: a request seen before
        /// is known by it whatever its other headers say.
        package var fingerprint: String {
            var hash = SHA256()
            for piece in message { hash.update(piece) }
            return Hex.encode(hash.finalize())
        }
    }

    /// Whether one of `secrets` signed this body at a time near enough to `now`.
    ///
    /// Every signature is compared with every secret's, in constant time. The time is judged only when one matched, so
    /// that ``Rejection/tooOld(by:)`` and ``Rejection/tooNew(by:)`` come from the service or from somebody who repeats
    /// its request.
    ///
    /// - Parameters:
    ///   - body: the raw bytes of the body.
    ///   - secrets: in the order of preference; during a rotation the new one and the old one.
    ///   - now: the time on this machine.
    ///   - tolerance: how far the time of signing may lie from `now`, before or after it; more than zero. The service's
    ///     window is five minutes (C14; that it reaches both ways is assumed).
    public func verify(
        _ body: [UInt8], secrets: [WebhookSecret], at now: Timestamp, tolerance: Duration = .seconds(300)
    ) throws(Rejection) -> Match {
        guard tolerance > .zero else { throw .toleranceNotPositive }
        let message = [timestampText, [UInt8(ascii: ".")], body]
        var matched: Int?
        for (index, secret) in secrets.enumerated() {
            let expected = Self.code(of: message, secret)
            for code in codes where ConstantTime.equal(code, expected) { matched = matched ?? index }
        }
        guard let matched else { throw .noMatch }
        let age = signedAt.duration(to: now)
        if age > tolerance { throw .tooOld(by: age) }
        if age < .zero - tolerance { throw .tooNew(by: .zero - age) }
        return Match(secretIndex: matched, signedAt: signedAt, message: message)
    }

    /// The value of the header for a body, as the service would send it: for tests of your own receiver.
    ///
    /// - Parameters:
    ///   - body: the raw bytes of the body.
    ///   - secrets: one signature is made with each, in this order.
    ///   - time: when it is signed, rounded down to a second; a time before 1970 counts as 1970.
    public static func sign(_ body: [UInt8], secrets: [WebhookSecret], at time: Timestamp) -> String {
        sign(body, secrets: secrets, at: time, scheme: scheme)
    }

    package static func sign(
        _ body: [UInt8], secrets: [WebhookSecret], at time: Timestamp, scheme: String
    ) -> String {
        let seconds = max(0, time.microsecondsSinceEpoch) / 1_000_000
        let message = [Array("\(seconds).".utf8), body]
        let signatures = secrets.map { ",\(scheme)=" + Hex.encode(code(of: message, $0)) }
        return "t=\(seconds)" + signatures.joined()
    }

    private static func code(of message: [[UInt8]], _ secret: WebhookSecret) -> [UInt8] {
        var hmac = HMAC<SHA256>(key: secret.bytes)
        for piece in message { hmac.update(piece) }
        return hmac.finalize()
    }
}

extension WebhookSignature: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Without the signatures: within the window, they are as good as a password for this body.
    public var description: String {
        "webhook signature (t=\(String(decoding: timestampText, as: UTF8.self)), \(codes.count) hidden)"
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["signedAt": signedAt]) }
}

extension WebhookSignature.Match: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "matched secret \(secretIndex)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["secretIndex": secretIndex, "signedAt": signedAt]) }
}
