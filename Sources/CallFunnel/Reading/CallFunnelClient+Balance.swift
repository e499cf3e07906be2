// SPDX-License-Identifier: Apache-2.0

extension CallFunnelClient {
    /// The account's wallet (C9).
    public func balance() async throws(CallFunnelError) -> Reading<Balance> {
        try await get(.balance) { (body, issues) throws(DecodingIssue) in
            try Balance(wire: body, path: "", issues: &issues)
        }
    }
}
