// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Synchronization

/// An account with one workflow, whose runs end a few at a time, as a transport that answers at once.
final class Account: Transport {
    private struct State {
        var ended = 0
        var body: [UInt8]
    }

    private let runs: Int
    private let state: Mutex<State>

    init(runs: Int) {
        self.runs = runs
        state = Mutex(State(body: Self.list(runs, ended: 0)))
    }

    /// Ends the next runs, as many as are left, and their calls.
    ///
    /// - Returns: how many runs and calls ended.
    func end(_ count: Int) -> Int {
        state.withLock { state in
            let count = min(count, runs - state.ended)
            state.ended += count
            state.body = Self.list(runs, ended: state.ended)
            return count * 2
        }
    }

    var size: Int { state.withLock { $0.body.count } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        // A copy, as a network would bring it: comparing an array with itself costs nothing.
        HTTPResponse(status: 200, body: state.withLock { $0.body.map { $0 } })
    }

    /// Every hundredth run is among the first hundredth to end, so that what changed is all over the list.
    private static func list(_ runs: Int, ended: Int) -> [UInt8] {
        let order = (0..<100).flatMap { Array(stride(from: $0, to: runs, by: 100)) }
        let hasEnded = Set(order.prefix(ended))
        let texts = (0..<runs).map { text(of: $0, hasEnded: hasEnded.contains($0)) }
        return Array("[\(texts.joined(separator: ","))]".utf8)
    }

    private static func text(of run: Int, hasEnded: Bool) -> String {
        let end = hasEnded ? #""2026-06-01T07:34:10Z""# : "null"
        return #"{"run_id": "run_\#(run)", "workflow_id": "wf_1", "status": "\#(hasEnded ? "completed" : "running")", "#
            + #""started_at": "2026-06-01T07:30:45Z", "ended_at": \#(end), "calls": [{"id": "call_\#(run)", "#
            + #""run_id": "run_\#(run)", "direction": "outbound", "phone": "+12025550143", "#
            + #""status": "\#(hasEnded ? "completed" : "in_progress")", "started_at": "2026-06-01T07:30:47Z", "#
            + #""ended_at": \#(end), "duration_seconds": 125, "disposition": "interested", "cost_minor": 25, "#
            + #""currency": "USD", "transcript_url": "https://callfunnel.ai/transcripts/call_\#(run)"}]}"#
    }
}
