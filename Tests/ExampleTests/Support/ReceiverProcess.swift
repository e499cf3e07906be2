// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation
import Testing

/// `receive-webhooks --port 0` under way.
struct ReceiverProcess: Sendable {
    static let secret = "whsec_Zq7SECRETx42"

    let process: RunningProcess
    let url: URL

    /// Listens on a free port for the length of `body`.
    static func running<Result: Sendable>(
        _ arguments: [String] = [], secrets: [String] = [secret], _ body: (ReceiverProcess) async throws -> Result
    ) async throws -> Result {
        let arguments = ["--port", "0"] + secrets.flatMap { ["--secret", $0] } + arguments
        return try await Executable.receiveWebhooks.running(arguments) { process in
            let listens = await process.errors.wait { !$0.isEmpty }
            try #require(listens, "\(process.errors.text)")
            let line = try #require(process.errors.lines.first)
            let address = try #require(
                line.wholeMatch(of: #/listening on (http://127\.0\.0\.1:\d+/webhooks)/#), "\(line)")
            return try await body(ReceiverProcess(process: process, url: #require(URL(string: String(address.1)))))
        }
    }

    /// Pushes a completed call, signed now.
    func push(_ call: String, secret: String = secret, signedAt time: Timestamp = Timestamp(.now)) async throws -> Int {
        try await push(
            body:
                #"{"id": "evt_\#(call)", "type": "call.completed", "created_at": "2026-06-01T07:30:45Z", "#
                + #""data": {"id": "\#(call)", "status": "completed"}}"#, secret: secret, signedAt: time)
    }

    func push(body: String, secret: String = secret, signedAt time: Timestamp = Timestamp(.now)) async throws -> Int {
        let body = Array(body.utf8)
        let signature = WebhookSignature.sign(body, secrets: [try WebhookSecret(secret)], at: time)
        let request = HTTPRequest(
            method: "POST", url: url, headers: [WebhookSignature.headerName: signature], body: body)
        return try await URLSessionTransport().send(request).status
    }

    /// Keys of the events printed, once there are so many: what is answered may still be in the pipe.
    func keys(_ count: Int) async -> [String] {
        _ = await process.output.wait { $0.count >= count }
        return process.output.lines.compactMap { PrintedEvent.key(of: $0) }
    }

    func hasSaid(_ text: String) async -> Bool {
        await process.errors.wait { lines in lines.contains { $0.contains(text) } }
    }
}
