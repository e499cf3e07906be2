// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Synchronization

/// An account with nothing but approvals that stay pending, as many as a test wants, in one order that never changes.
/// It counts what it was asked.
final class PendingAccount: Sendable {
    private struct State {
        var approvals: Int
        var body: [UInt8]
        var requests = 0
        var listsOfAll = 0
    }

    private let state: Mutex<State>

    private init(approvals: Int) {
        state = Mutex(State(approvals: approvals, body: Self.list(approvals)))
    }

    /// Serves it for the length of `body`, which is told its address.
    static func serving<Result: Sendable>(
        _ approvals: Int, _ body: (PendingAccount, String) async throws -> Result
    ) async throws -> Result {
        let account = PendingAccount(approvals: approvals)
        return try await withLoopbackServer {
            account.answer($0)
        } _: { server in
            try await body(account, server.baseURL.absoluteString)
        }
    }

    var requests: Int { state.withLock { $0.requests } }
    /// How often all approvals there are now have been listed.
    var listsOfAll: Int { state.withLock { $0.listsOfAll } }

    /// The keys of all events, in their order.
    var keys: [String] { (1...state.withLock { $0.approvals }).map { "approval.requested/apr_\($0)" } }

    func add(_ more: Int) {
        state.withLock { state in
            state.approvals += more
            state.body = Self.list(state.approvals)
            state.listsOfAll = 0
        }
    }

    private func answer(_ request: HTTPRequest) -> HTTPResponse {
        let isList = request.url.absoluteString.contains("status=pending")
        let body = state.withLock { state in
            state.requests += 1
            if isList { state.listsOfAll += 1 }
            return isList ? state.body : Array("[]".utf8)
        }
        return HTTPResponse(status: 200, body: body)
    }

    private static func list(_ approvals: Int) -> [UInt8] {
        let objects = (0..<approvals).map { index in
            let time = Timestamp(microsecondsSinceEpoch: 1_780_000_000_000_000 + Int64(index) * 1_000_000)
            return #"{"id": "apr_\#(index + 1)", "status": "pending", "created_at": "\#(time)"}"#
        }
        return Array("[\(objects.joined(separator: ","))]".utf8)
    }
}
