// SPDX-License-Identifier: Apache-2.0

extension CallFunnelEvent.Payload {
    /// Reads the data of an event of this type; data that cannot be read is kept as it came.
    init(_ type: EventType, data: JSONValue, issues: inout [DecodingIssue]) {
        do throws(DecodingIssue) {
            self =
                switch type {
                case .callCompleted: .callCompleted(try Self.readCall(data, &issues))
                case .callFailed: .callFailed(try Self.readCall(data, &issues))
                case .messageSent: .messageSent(try Self.read(data, &issues))
                case .messageDelivered: .messageDelivered(try Self.read(data, &issues))
                case .messageReplied: .messageReplied(try Self.read(data, &issues))
                case .approvalRequested: .approvalRequested(try Self.read(data, &issues))
                case .approvalResolved: .approvalResolved(try Self.read(data, &issues))
                case .runStarted: .runStarted(try Self.read(data, &issues))
                case .runEnded: .runEnded(try Self.read(data, &issues))
                case .walletLow: .walletLow(try Self.read(data, &issues))
                case .walletExhausted: .walletExhausted(try Self.read(data, &issues))
                case .tenantSuspended: .tenantSuspended(try Self.read(data, &issues))
                default: .unknown(data)
                }
        } catch {
            issues.append(error)
            self = .unknown(data)
        }
    }

    private static func read<Resource: WireResource>(
        _ data: JSONValue, _ issues: inout [DecodingIssue]
    ) throws(DecodingIssue) -> Resource {
        try Resource(wire: data, path: "data", issues: &issues)
    }

    /// A call, or the run that is its one call: pushed as the read endpoint shows it, that has the run's id alone, or
    /// beside the call's.
    private static func readCall(_ data: JSONValue, _ issues: inout [DecodingIssue]) throws(DecodingIssue) -> Call {
        var data = data
        if var members = data.object, members["id"] != nil, let id = members["call_id"], members["run_id"] == nil {
            members["run_id"] = members["id"]
            members["id"] = id
            members["call_id"] = nil
            data = .object(members)
        }
        do throws(DecodingIssue) {
            return try read(data, &issues)
        } catch {
            var found: [DecodingIssue] = []
            let run: Run? = try? read(data, &found)
            guard let call = run?.calls.first, run?.calls.count == 1 else { throw error }
            issues += found
            return call
        }
    }

    var wire: JSONValue {
        switch self {
        case .callCompleted(let call), .callFailed(let call): call.wire
        case .messageSent(let turn), .messageDelivered(let turn), .messageReplied(let turn): turn.wire
        case .approvalRequested(let approval), .approvalResolved(let approval): approval.wire
        case .runStarted(let run), .runEnded(let run): run.wire
        case .walletLow(let balance), .walletExhausted(let balance): balance.wire
        case .tenantSuspended(let suspension): suspension.wire
        case .unknown(let data): data
        }
    }

    /// What the key of a pushed event says of its resource: the same as the key of the polled one. A level has no id,
    /// so a pushed crossing is told from the next by the push's own id.
    func subject(of type: EventType, tenant: Tenant.ID?, event id: CallFunnelEvent.EventID?) -> String? {
        switch self {
        case .callCompleted(let call), .callFailed(let call): call.id.rawValue
        case .messageSent(let turn), .messageDelivered(let turn), .messageReplied(let turn): turn.subject
        case .approvalRequested(let approval): approval.id.rawValue
        case .approvalResolved(let approval):
            "\(approval.id):\(approval.status?.word ?? "")"
        case .runStarted(let run), .runEnded(let run): run.id.rawValue
        case .walletLow, .walletExhausted, .tenantSuspended: id.map { "\(tenant?.rawValue ?? "-")@\($0)" }
        case .unknown: nil
        }
    }
}
