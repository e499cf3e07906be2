// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation

/// A program that polls an account and finds out what has happened.
protocol Poller: Sendable {
    /// Polls once.
    ///
    /// - Returns: how many runs and calls have ended since the poll before.
    mutating func poll() async throws -> Int
}

/// The SDK.
struct WatcherPoller: Poller {
    private let watcher: Watcher

    init(_ account: Account) throws {
        // Never sent anywhere: the account answers in this process.
        let client = try CallFunnelClient(apiKey: "cf_live_none", baseURL: "http://127.0.0.1/api", transport: account)
        watcher = try Watcher(client, watching: [.runs(of: "wf_1")], startingFrom: .everything)
    }

    func poll() async throws -> Int {
        var ended = 0
        for try await event in watcher.poll() where event.type != .runStarted { ended += 1 }
        return ended
    }
}

/// What is written where no SDK is used: everything is decoded, and compared with what a dictionary has of the poll before.
struct DecoderPoller: Poller {
    private struct Run: Decodable {
        struct Call: Decodable {
            let id: String
            let status: String
            let duration_seconds: Int?
            let disposition: String?
            let cost_minor: Int?
            let currency: String?
            let transcript_url: String?
        }

        let run_id: String
        let status: String
        let started_at: String?
        let ended_at: String?
        let calls: [Call]
    }

    private let account: Account
    private let request: HTTPRequest
    private var known: [String: String] = [:]

    init(_ account: Account) throws {
        guard let url = URL(string: "http://127.0.0.1/api/workflows/wf_1/runs") else { throw URLError(.badURL) }
        self.account = account
        request = HTTPRequest(url: url)
    }

    mutating func poll() async throws -> Int {
        let response = try await account.send(request)
        let runs = try JSONDecoder().decode([Run].self, from: Data(response.body))
        var ended = 0
        for run in runs {
            if known.updateValue(run.status, forKey: run.run_id) != run.status, run.status == "completed" { ended += 1 }
            for call in run.calls where known.updateValue(call.status, forKey: call.id) != call.status {
                if call.status == "completed" { ended += 1 }
            }
        }
        return ended
    }
}
