// SPDX-License-Identifier: Apache-2.0

public import CallFunnel

/// Everything the simulator made happen, in order: what a reader that misses nothing must have reported.
public struct Truth: Sendable, Hashable {
    /// In the order they were caused.
    public var entries: [TruthEntry] = []
    /// Whether the scenario that was played has come to its end, so that no further entries follow from it.
    public var ended = false

    /// The keys in order; each occurs once.
    public var keys: [String] { entries.map(\.key) }
}

/// One event the simulator caused (C12).
public struct TruthEntry: Sendable, Hashable {
    /// Where a reader can see the event, or what implies it.
    public enum Endpoint: Sendable, Hashable {
        case runs(workflow: String)
        case approvals(status: String)
        case timeline(phone: String)
        case balance
        /// Any endpoint, because all of them answer alike (C10).
        case any
    }

    /// Type and subject, as an event's key is printed: `call.completed/call_17`, `approval.resolved/apr_2:denied`,
    /// `wallet.low/38#1`.
    public let key: String
    /// For example `call.completed`.
    public let type: String
    /// What the event is about, such as `call/call_17`. Events of one resource have an order; others have none.
    public let resource: String
    /// When it was caused, by the service's clock.
    public let at: Timestamp
    public let endpoint: Endpoint
    /// When a reader could first see it: after ``at`` for what shows late, see ``Simulator/Irregularities``.
    public let readableAt: Timestamp
}

extension TruthEntry.Endpoint: CustomStringConvertible {
    /// The path and query under the base URL, without escapes; `any` where every path shows it.
    public var description: String {
        switch self {
        case .runs(let workflow): "/workflows/\(workflow)/runs"
        case .approvals(let status): "/approvals?status=\(status)"
        case .timeline(let phone): "/timeline?phone=\(phone)"
        case .balance: "/billing/balance"
        case .any: "any"
        }
    }
}

extension TruthEntry: CustomStringConvertible {
    public var description: String { "\(CivilTime(at).iso8601())Z \(key)" }
}

extension Truth {
    /// `{"ended": …, "events": [{key, type, resource, at, endpoint}]}`.
    var json: JSON {
        [
            "ended": .bool(ended),
            "events": .array(
                entries.map {
                    [
                        "key": .string($0.key), "type": .string($0.type), "resource": .string($0.resource),
                        "at": .string(CivilTime($0.at).iso8601() + "Z"),
                        "endpoint": .string($0.endpoint.description),
                    ]
                }
            ),
        ]
    }
}
