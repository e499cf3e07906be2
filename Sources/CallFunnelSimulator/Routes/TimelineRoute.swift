// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension Simulator {
    /// `GET /timeline?phone=…&before=…` (C8): one page of turns, the newest that are older than `before`.
    ///
    /// A contact nobody has spoken to has an empty timeline. The contact's approvals come with the newest page.
    func answerTimeline(_ target: RequestTarget) -> RouteAnswer {
        guard let phone = target["phone"] else {
            return .invalid("phone", type: "missing", message: "Field required", input: nil)
        }
        guard Self.isPhone(phone) else {
            return .invalid(
                "phone", type: "string_pattern_mismatch",
                message: "String should match pattern '^\\+[1-9][0-9]{6,14}$'", input: phone
            )
        }
        var before: Timestamp?
        if let text = target["before"] {
            guard let instant = CivilTime.parse(text) else { return .invalidDate("before", text) }
            before = instant
        }
        let rendering = Rendering(shape: shape)
        let currency = account.currency
        let decided = before == nil ? approvals.filter { $0.phone == phone } : []
        let known = decided.map { rendering.approval($0, currency: currency) }
        return .list(
            page(of: phone, before: before).map { rendering.turn($0) } + (before == nil ? strangeTurns(rendering) : []),
            wrap: { elements in
                let name = rendering.listName("turns") ?? "turns"
                return rendering.object([
                    Rendering.Field("contact", rendering.object([Rendering.Field("phone", phone)])),
                    Rendering.Field(name, .array(elements)),
                    Rendering.Field("approvals", .array(known)),
                ])
            }
        )
    }

    private func page(of phone: String, before: Timestamp?) -> [SimulatedTurn] {
        // Turns are kept in the order of their times, so the last ones are the newest.
        let newest = turns.reversed().filter { turn in
            guard turn.phone == phone, isReadable(turn.readableAt) else { return false }
            return before.map { turn.at < $0 } ?? true
        }
        let page = Array(newest.prefix(pageSize))
        switch shape.turnOrder {
        case .newestFirst: return page
        case .oldestFirst: return page.reversed()
        case .shuffled: return page.shuffled(using: &chance)
        }
    }

    private static func isPhone(_ text: String) -> Bool {
        let digits = text.utf8.dropFirst()
        return text.utf8.first == UInt8(ascii: "+") && (7...15).contains(digits.count)
            && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}

extension Rendering {
    func turn(_ turn: SimulatedTurn) -> JSON { object(facts(of: turn)) }

    /// Outside of a timeline, a turn has to say whose it is (assumed).
    func pushedTurn(_ turn: SimulatedTurn) -> JSON { object(facts(of: turn) + [Field("phone", turn.phone)]) }

    private func facts(of turn: SimulatedTurn) -> [Field] {
        [
            id("id", turn.isAnonymous ? nil : turn.id),
            Field("channel", turn.channel),
            time("ts", turn.at),
            Field("role", turn.role),
            Field("content", turn.content),
            Field("status", turn.status),
            time("delivered_at", turn.deliveredAt),
        ]
    }
}
