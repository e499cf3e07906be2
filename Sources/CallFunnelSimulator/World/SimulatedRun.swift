// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// A workflow run as the service holds it (C6).
struct SimulatedRun: Sendable {
    let id: String
    let workflow: String
    /// Nil where it is listed at once.
    var readableAt: Timestamp?
    var status = "queued"
    var startedAt: Timestamp?
    var endedAt: Timestamp?
    var calls: [SimulatedCall] = []

    var hasEnded: Bool { endedAt != nil }

    /// The one call that may stand for the run: both have ended alike, or neither has.
    var inlineCall: SimulatedCall? {
        guard calls.count == 1, let call = calls.first, status != "queued", call.status != "queued" else { return nil }
        guard status != "cancelled", hasEnded == call.hasEnded else { return nil }
        return hasEnded && (status == "completed") != (call.status == "completed") ? nil : call
    }
}

/// A call within a run (C6). Money in minor units of the account's currency.
struct SimulatedCall: Sendable {
    let id: String
    let run: String
    let workflow: String
    let phone: String
    let direction: String
    var status = "queued"
    let startedAt: Timestamp
    var answeredAt: Timestamp?
    var endedAt: Timestamp?
    var disposition: String?
    var costMinor: Int64?
    /// As the provider counted; nil where that is the time between answering and ending.
    var durationSeconds: Int64?
    var failureReason: String?

    var hasEnded: Bool { endedAt != nil }
}
