// SPDX-License-Identifier: Apache-2.0

@testable import CallFunnel

extension JSONValue {
    static func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }
}

extension WireResource {
    /// Reads a text, and what could not be read within it.
    static func read(_ text: String, at path: String = "at") throws -> (value: Self, issues: [String]) {
        var issues: [DecodingIssue] = []
        let value = try Self(wire: .parse(text), path: path, issues: &issues)
        return (value, issues.map(\.description))
    }
}

extension Call {
    static func make(
        _ id: ID = "call_1", status: Status? = nil, run: Run.ID? = nil, endedAt: Timestamp? = nil
    ) -> Call {
        var call = Call(id: id)
        call.status = status
        call.runID = run
        call.endedAt = endedAt
        return call
    }
}

extension Run {
    static func make(
        _ id: ID = "run_1", status: Status? = nil, startedAt: Timestamp? = nil, endedAt: Timestamp? = nil,
        calls: [Call] = []
    ) -> Run {
        var run = Run(id: id)
        run.status = status
        run.startedAt = startedAt
        run.endedAt = endedAt
        run.calls = calls
        return run
    }
}

extension Approval {
    static func make(
        _ id: ID = "ap_1", status: Status? = nil, createdAt: Timestamp? = nil, decidedAt: Timestamp? = nil
    ) -> Approval {
        var approval = Approval(id: id)
        approval.status = status
        approval.createdAt = createdAt
        approval.decidedAt = decidedAt
        return approval
    }
}

extension Turn {
    static func make(
        _ id: ID? = "t_1", channel: Channel? = .whatsApp, role: Role? = .agent, status: Status? = nil,
        at time: Timestamp? = .second(0), deliveredAt: Timestamp? = nil, content: MessageText? = "Hello",
        phone: PhoneNumber? = "+14155550100"
    ) -> Turn {
        var turn = Turn(id: id)
        turn.channel = channel
        turn.role = role
        turn.status = status
        turn.timestamp = time
        turn.deliveredAt = deliveredAt
        turn.content = content
        turn.phone = phone
        return turn
    }
}

extension Balance {
    static func make(_ minorUnits: Int64?, tenant: Tenant.ID? = "38", autocharge threshold: Int64? = nil) -> Balance {
        var balance = Balance(
            tenantID: tenant, balance: minorUnits.map { Money(minorUnits: $0, currency: "USD") })
        if let threshold {
            balance.autocharge = Autocharge(threshold: Money(minorUnits: threshold, currency: "USD"))
        }
        return balance
    }
}

extension Timestamp {
    /// So many seconds after 2026-06-01T07:30:45Z, the instant the vendor's examples use.
    static func second(_ seconds: Int64) -> Timestamp {
        Timestamp(microsecondsSinceEpoch: (1_780_299_045 + seconds) * 1_000_000)
    }
}
