// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct WebhookSignatureTests {
    private let body = Array(#"{"id":"evt_1","type":"call.completed"}"#.utf8)
    private let signedAt = Timestamp(microsecondsSinceEpoch: 1_800_000_000_000_000)

    private func signature(_ header: String) throws -> WebhookSignature {
        try WebhookSignature(headers: ["x-cf-signature": header])
    }

    @Test func `what is signed verifies, and says which secret it was`() throws {
        let (new, old) = (try WebhookSecret("new"), try WebhookSecret("old"))
        let header = WebhookSignature.sign(body, secrets: [old], at: signedAt)
        let match = try signature(header).verify(body, secrets: [new, old], at: signedAt)
        #expect(match.secretIndex == 1)
        #expect(match.signedAt == signedAt)
        #expect(throws: WebhookSignature.Rejection.noMatch) {
            try signature(header).verify(body, secrets: [new], at: signedAt)
        }
    }
}
