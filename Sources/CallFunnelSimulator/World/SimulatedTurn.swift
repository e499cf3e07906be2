// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// One turn of a contact's timeline (C8).
struct SimulatedTurn: Sendable {
    let id: String
    let phone: String
    let channel: String
    let role: String
    let content: String
    let at: Timestamp
    /// Nil for turns that have no delivery: theirs, and voice.
    var status: String?
    var deliveredAt: Timestamp?
    /// Nil where it is shown at once.
    var readableAt: Timestamp?
    /// Shown without an id, so that its content is its identity (C8).
    var isAnonymous = false
}
