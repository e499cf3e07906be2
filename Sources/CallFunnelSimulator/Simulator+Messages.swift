// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension Simulator {
    /// Where a turn took place (C8).
    public enum Channel: String, Sendable, Hashable, CaseIterable {
        case whatsApp = "wa"
        case telegram = "tg"
        case email
        case voice
    }

    /// Whose turn it is.
    public enum Speaker: Sendable, Hashable {
        case us, them

        var role: String { self == .us ? "agent" : "customer" }
    }

    /// Writes a message of ours: `message.sent`, unless it waits in the queue.
    ///
    /// - Returns: the id of its turn.
    @discardableResult
    public func sendMessage(
        to phone: String, _ content: String, channel: Channel = .whatsApp, queued: Bool = false
    ) -> String {
        let turn = addTurn(phone, channel, "agent", content, status: queued ? "queued" : "sent")
        if !queued { recordTurn("message.sent", turn) }
        return turn.id
    }

    /// A message arrives: `message.delivered`, and `message.sent` where it was still queued.
    public func deliverMessage(_ id: String) throws {
        let timestamp = time
        try advanceMessage(id, to: "delivered", from: ["queued", "sent"]) { $0.deliveredAt = timestamp }
    }

    /// A message is read, which implies that it was delivered.
    public func readMessage(_ id: String) throws {
        let timestamp = time
        try advanceMessage(id, to: "read", from: ["queued", "sent", "delivered"]) {
            $0.deliveredAt = $0.deliveredAt ?? timestamp
        }
    }

    /// A message cannot be delivered. It counts as sent all the same, because it left the queue.
    public func failMessage(_ id: String) throws {
        try advanceMessage(id, to: "failed", from: ["queued", "sent"])
    }

    /// They write: `message.replied`.
    ///
    /// - Returns: the id of its turn.
    @discardableResult
    public func reply(from phone: String, _ content: String, channel: Channel = .whatsApp) -> String {
        let turn = addTurn(phone, channel, "customer", content, status: nil)
        recordTurn("message.replied", turn)
        return turn.id
    }

    /// Something is said in a call. Voice turns are in the timeline but are no messages, so nothing is reported.
    ///
    /// - Returns: the id of its turn.
    @discardableResult
    public func speak(_ content: String, by speaker: Speaker, phone: String) -> String {
        addTurn(phone, .voice, speaker.role, content, status: nil).id
    }

    private func addTurn(
        _ phone: String, _ channel: Channel, _ role: String, _ content: String, status: String?
    ) -> SimulatedTurn {
        var turn = SimulatedTurn(
            id: newID("turn"), phone: phone, channel: channel.rawValue, role: role, content: content,
            at: time.advanced(by: prematurity()), status: status
        )
        turn.readableAt = lateness()
        turn.isAnonymous = oddity.unit() < irregularities.anonymousTurns
        // By time; of equal times the later one is the newer.
        let index = turns.lastIndex { $0.at <= turn.at }.map { $0 + 1 } ?? 0
        turns.insert(turn, at: index)
        return turn
    }

    private func recordTurn(_ type: String, _ turn: SimulatedTurn) {
        record(type, "turn", turn.id, at: .timeline(phone: turn.phone), readableAt: turn.readableAt)
    }

    private func advanceMessage(
        _ id: String, to status: String, from earlier: [String], _ change: (inout SimulatedTurn) -> Void = { _ in }
    ) throws {
        guard let index = turns.lastIndex(where: { $0.id == id }) else {
            throw SimulatorError("there is no turn \(id)")
        }
        let before = turns[index].status
        guard let before, earlier.contains(before) else {
            throw SimulatorError("turn \(id) cannot become \(status)")
        }
        turns[index].status = status
        change(&turns[index])
        if before == "queued" { recordTurn("message.sent", turns[index]) }
        if before != "delivered", status != "failed" { recordTurn("message.delivered", turns[index]) }
    }
}
