// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// A concession somebody has to decide on (C7).
struct SimulatedApproval: Sendable {
    let id: String
    let call: String?
    let run: String?
    let workflow: String?
    let phone: String?
    let concession: String
    let amountMinor: Int64?
    let createdAt: Timestamp
    var status = "pending"
    var decidedAt: Timestamp?
    var decidedBy: String?
    var note: String?
    /// When the decision shows, if that is later.
    var decisionReadableAt: Timestamp?
}
