// SPDX-License-Identifier: Apache-2.0

/// One push of which it is known that the service signed it, as it was read.
struct Delivery: Sendable {
    let event: CallFunnelEvent
    let issues: [DecodingIssue]
    /// What tells it from other pushes and its retries from it: the id inside the signed body, or else the one in the
    /// header, which is not signed, or else what the body is.
    let id: String
    /// The same for one signing of one body, whatever the other headers say; nil for a dead letter.
    let fingerprint: String?
    let request: HTTPRequest

    static let idHeader = "X-CF-Event-Id"
    private static let longestID = 255

    /// - Throws: what makes the body no JSON.
    init(_ request: HTTPRequest, fingerprint: String?) throws(JSONParser.Failure) {
        let pushed = try PushedEnvelope.read(request.body)
        let idInHeader = pushed.id == nil ? Self.idInHeader(of: request) : nil
        var event = pushed.event
        if let idInHeader { event.eventID = CallFunnelEvent.EventID(idInHeader) }
        self.event = event
        issues = pushed.issues
        id = pushed.id ?? idInHeader ?? PushedEnvelope.digest(of: request.body)
        self.fingerprint = fingerprint
        self.request = request
    }

    /// Printable ASCII and not long: anybody can write it who repeats a request.
    private static func idInHeader(of request: HTTPRequest) -> String? {
        guard let id = request.headers[idHeader], (1...longestID).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return id
    }
}

/// What a ledger remembers of a push beside the key of its event. The types are none of the service's.
enum PushKey {
    /// The push itself, so that its retries are known.
    static func id(_ id: String) -> EventKey { key("push", id) }

    /// The signature, so that a request that is repeated under another id is known.
    static func signature(_ fingerprint: String) -> EventKey { key("push-signature", fingerprint) }

    /// That a push told of this key. A key that is recorded without it was handled by polling.
    static func lane(_ event: EventKey) -> EventKey { key("push-key", event.description) }

    private static let longestSubject = 255

    private static func key(_ type: EventType, _ subject: String) -> EventKey {
        let isLong = subject.utf8.count > longestSubject
        return EventKey(type, isLong ? "digest-" + Hex.encode(SHA256.hash(Array(subject.utf8)).prefix(16)) : subject)
    }
}
