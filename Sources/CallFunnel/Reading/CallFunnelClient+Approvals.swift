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
        let endpoint = Endpoint.approvals(status, decidedAfter: decidedAfter)
        return try await list(endpoint, of: "approvals", isRepeated: decidedAfter == nil) {
            (approval: inout Approval) in
            approval.status = approval.status ?? status
        }
    }
}
