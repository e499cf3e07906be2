// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// Finds out which event of the truth a delivered one is.
struct Subjects: Sendable {
    let simulator: Simulator

    /// A turn that is shown without an id is known by its content, which no other turn of a scenario has.
    func delivery(of event: CallFunnelEvent) async -> WorldDelivery {
        var key = event.key.description
        switch event.payload {
        case .messageSent(let turn), .messageDelivered(let turn), .messageReplied(let turn):
            if turn.id == nil, let content = turn.content {
                let id = await simulator.turns.first { $0.isAnonymous && $0.content == content.rawValue }?.id
                key = id.map { "\(event.type)/\($0)" } ?? key
            }
        default: break
        }
        return WorldDelivery(
            sdkKey: event.key.description, key: key, type: event.type, resource: event.resource,
            occurredAt: event.occurredAt, wasPushed: event.eventID != nil)
    }
}
