// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Synchronization

/// Stands between reader and simulator, passes everything on, and knows what was really answered.
///
/// Whether a level that passes was seen depends on when a poll got through, which no clock of the test can tell.
final class Relay: Sendable {
    private struct State {
        /// The latest whole body of each path, which a 304 repeats.
        var bodies: [String: [UInt8]] = [:]
        var record = Record()
    }

    /// What a reader was shown.
    struct Record: Sendable {
        /// In minor units, in order.
        var balances: [Int64] = []
        /// Ids that were listed as pending.
        var pending: Set<String> = []
        /// Answers that said suspended.
        var suspensions = 0
    }

    private let upstream: URL
    private let transport = URLSessionTransport()
    private let state = Mutex(State())

    init(to upstream: URL) { self.upstream = upstream }

    var record: Record { state.withLock { $0.record } }

    func answer(_ request: HTTPRequest) async -> HTTPResponse {
        guard let asked = URLComponents(url: request.url, resolvingAgainstBaseURL: true),
            var target = URLComponents(url: upstream, resolvingAgainstBaseURL: true)
        else { return HTTPResponse(status: 400) }
        target.percentEncodedPath = asked.percentEncodedPath
        target.percentEncodedQuery = asked.percentEncodedQuery
        guard let url = target.url else { return HTTPResponse(status: 400) }
        var passed = HTTPRequest(method: request.method, url: url)
        for name in ["Authorization", "Accept", "If-None-Match"] { passed.headers[name] = request.headers[name] }
        guard var response = try? await transport.send(passed) else {
            // A body that breaks off is passed on as one.
            return HTTPResponse(status: 200, headers: ["Content-Length": "100"], body: Array("[{".utf8))
        }
        note(response, to: "\(asked.percentEncodedPath)?\(asked.percentEncodedQuery ?? "")")
        for name in ["Content-Length", "Connection", "Transfer-Encoding"] { response.headers[name] = nil }
        return response
    }

    private func note(_ response: HTTPResponse, to target: String) {
        state.withLock { state in
            switch response.status {
            case 200: state.bodies[target] = response.body
            case 304: break
            case 403:
                state.record.suspensions += 1
                return
            default: return
            }
            guard let json = try? JSONDecoder().decode(JSONValue.self, from: Data(state.bodies[target] ?? [])) else {
                return
            }
            if target.contains("/billing/balance") {
                json.object?["balance_minor"]?.integer.map { state.record.balances.append($0) }
            } else if target.contains("/approvals?status=pending") {
                state.record.pending.formUnion(json.array?.compactMap { $0.object?["id"]?.string } ?? [])
            }
        }
    }
}
