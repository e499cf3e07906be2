// SPDX-License-Identifier: Apache-2.0

extension CallFunnelClient {
    /// Approvals in one state (C7).
    ///
    /// - Parameters:
    ///   - status: `pending` and `approved` are documented; `denied` and `countered` are assumed to work alike.
    ///   - decidedAfter: only those decided after this instant. Whether the boundary is included is not known, so ask
    ///     for an overlap and expect repeats.
    public func approvals(
        _ status: Approval.Status, decidedAfter: Timestamp? = nil
    ) async throws(CallFunnelError) -> Reading<[Approval]> {
        try await get(.approvals(status, decidedAfter: decidedAfter)) { (body, issues) throws(DecodingIssue) in
            let values = try WireList.values(in: body, of: "approvals")
            var approvals = Approval.elements(in: values, path: "approvals", issues: &issues)
            for index in approvals.indices where approvals[index].status == nil {
                approvals[index].status = status
            }
            return approvals
        }
    }
}
