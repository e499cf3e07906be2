// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension Simulator {
    /// `GET /approvals?status=…&decided_after=…` (C7). A decision at the boundary is included unless the shape says
    /// otherwise; without a status, approvals of every status are listed.
    func answerApprovals(_ target: RequestTarget) -> RouteAnswer {
        let statuses = ["pending"] + Decision.allCases.map(\.rawValue) + Lapse.allCases.map(\.rawValue)
        let status = target["status"]
        if let status, !statuses.contains(status) {
            return .invalid(
                "status", type: "enum", message: "Input should be one of \(statuses.joined(separator: ", "))",
                input: status
            )
        }
        var boundary: Timestamp?
        if let text = target["decided_after"] {
            guard let instant = CivilTime.parse(text) else { return .invalidDate("decided_after", text) }
            boundary = instant
        }
        let listed = approvals.filter { approval in
            guard status == nil || approval.status == status else { return false }
            guard isReadable(approval.decisionReadableAt) else { return false }
            guard let boundary else { return true }
            guard let decided = approval.decidedAt else { return false }
            return shape.includesBoundary ? decided >= boundary : decided > boundary
        }
        shown = listed.map { "approval.requested/\($0.id)" }
        let rendering = Rendering(shape: shape)
        let currency = account.currency
        return .list(
            listed.map { rendering.approval($0, currency: currency) },
            wrap: { rendering.list($0, ownName: "approvals") }
        )
    }
}

extension Rendering {
    func approval(_ approval: SimulatedApproval, currency: String) -> JSON {
        object([
            id("id", approval.id),
            Field("status", approval.status),
            id("workflow_id", approval.workflow),
            id("run_id", approval.run),
            id("call_id", approval.call),
            Field("phone", approval.phone),
            Field("concession", approval.concession),
            Field("amount_minor", approval.amountMinor),
            Field("currency", approval.amountMinor.map { _ in currency }),
            time("created_at", approval.createdAt),
            time("decided_at", approval.decidedAt),
            Field("decided_by", approval.decidedBy),
            Field("note", approval.note),
        ])
    }
}
