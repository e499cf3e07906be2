// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// An event that nobody else uses, as it is pushed.
struct TrialEvent: Sendable {
    let id: String
    /// As keys are printed.
    let key: String
    let body: [UInt8]

    /// - Parameter layout: written by hand where the bytes matter.
    init(id: String, type: String, subject: String, data: JSON?, at time: Timestamp, layout: [UInt8]? = nil) {
        self.id = id
        key = "\(type)/\(subject)"
        var members = [
            JSON.Member(name: "id", value: .string(id)), JSON.Member(name: "type", value: .string(type)),
            JSON.Member(name: "created_at", value: .string(CivilTime(time).iso8601() + "Z")),
            JSON.Member(name: "tenant_id", value: 38),
        ]
        if let data { members.append(JSON.Member(name: "data", value: data)) }
        body = layout ?? JSON.object(members).bytes
    }

    /// The same event in other bytes.
    func written(as body: [UInt8]) -> TrialEvent { TrialEvent(self, body: body) }

    private init(_ event: TrialEvent, body: [UInt8]) {
        id = event.id
        key = event.key
        self.body = body
    }
}

/// How one request for an event is made.
struct TrialSigning: Sendable {
    /// Seconds between the time of the signature and now.
    var offset: Duration = .zero
    var secrets: [WebhookSecret]
    /// Nil is none.
    var eventID: String?
    /// Makes the header from the plain text of the signature; nil is no header.
    var layout: (@Sendable (String) -> HTTPHeaders)? = { ["X-CF-Signature": $0] }
    var method = "POST"
    /// What is sent; what is signed is the event's body.
    var body: [UInt8]
}
