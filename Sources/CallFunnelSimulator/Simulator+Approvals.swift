// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension Simulator {
    /// How somebody decides on an approval (C7).
    public enum Decision: String, Sendable, Hashable, CaseIterable {
        case approved, denied, countered
    }

    /// What becomes of an approval nobody decides on (C7). It is not resolved by it, so nothing is reported.
    public enum Lapse: String, Sendable, Hashable, CaseIterable {
        case escalated, expired
    }

    /// Asks for a concession: `approval.requested`.
    ///
    /// - Parameters:
    ///   - concession: what the caller wants, in words.
    ///   - amountMinor: what it costs, in minor units.
    ///   - call: the call it came up in; the approval takes run, workflow and phone from it.
    /// - Returns: its id.
    @discardableResult
    public func requestApproval(
        _ concession: String, amountMinor: Int64? = nil, call: String? = nil, phone: String? = nil
    ) throws -> String {
        let origin = call.flatMap { self.call($0) }
        if let call, origin == nil { throw SimulatorError("there is no call \(call)") }
        let approval = SimulatedApproval(
            id: newID("apr"), call: call, run: origin?.run, workflow: origin?.workflow, phone: phone ?? origin?.phone,
            concession: concession, amountMinor: amountMinor, createdAt: time
        )
        approvals.append(approval)
        record("approval.requested", "approval", approval.id, at: .approvals(status: "pending"))
        return approval.id
    }

    /// Decides a pending or escalated approval: `approval.resolved`, visible in the list of that status only.
    public func decideApproval(
        _ id: String, _ decision: Decision = .approved, by: String? = "ops@example.com", note: String? = nil
    ) throws {
        let index = try openApproval(id)
        approvals[index].status = decision.rawValue
        approvals[index].decidedAt = time.advanced(by: prematurity())
        approvals[index].decisionReadableAt = lateness()
        approvals[index].decidedBy = by
        approvals[index].note = note
        let status = decision.rawValue
        record(
            "approval.resolved", "approval", id, suffix: ":\(status)", at: .approvals(status: status),
            readableAt: approvals[index].decisionReadableAt)
    }

    /// Lets an approval escalate or expire. It leaves the list of pending ones.
    public func lapseApproval(_ id: String, _ lapse: Lapse = .escalated) throws {
        let index = try openApproval(id)
        approvals[index].status = lapse.rawValue
    }

    private func openApproval(_ id: String) throws -> Int {
        guard let index = approvals.firstIndex(where: { $0.id == id }) else {
            throw SimulatorError("there is no approval \(id)")
        }
        guard ["pending", "escalated"].contains(approvals[index].status) else {
            throw SimulatorError("approval \(id) is decided")
        }
        return index
    }
}
