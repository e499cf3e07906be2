// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation

/// Asks for something else than it was told to.
struct Rewriting: WorldSaboteur, Transport {
    var base: (any Transport)?
    /// The new value of a query's parameter; nil leaves it out.
    let parameter: String
    let change: @Sendable (Timestamp) -> Timestamp

    func transport(_ base: any Transport) -> any Transport {
        var copy = self
        copy.base = base
        return copy
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard let base else { throw URLError(.cannotConnectToHost) }
        var request = request
        if var parts = URLComponents(url: request.url, resolvingAgainstBaseURL: true) {
            let query = (parts.percentEncodedQuery ?? "").split(separator: "&").map { pair -> String in
                let halves = pair.split(separator: "=", maxSplits: 1)
                guard halves.count == 2, halves[0] == parameter, let text = String(halves[1]).removingPercentEncoding,
                    let instant = Timestamp(text)
                else { return String(pair) }
                return "\(parameter)=\(change(instant).description.replacingOccurrences(of: ":", with: "%3A"))"
            }
            parts.percentEncodedQuery = query.isEmpty ? nil : query.joined(separator: "&")
            request.url = parts.url ?? request.url
        }
        return try await base.send(request)
    }

    /// Decisions are asked for from the newest one known, without the 15 minutes before it.
    static var withoutOverlap: Rewriting { Rewriting(parameter: "decided_after") { $0.advanced(by: .seconds(900)) } }

    /// The next page begins before the oldest instant of this one, whether or not that was shown whole.
    static var withoutBoundary: Rewriting { Rewriting(parameter: "before") { $0.advanced(by: .microseconds(-1)) } }
}

/// Every page but the first is empty.
struct OnePageOnly: WorldSaboteur, Transport {
    var base: (any Transport)?

    func transport(_ base: any Transport) -> any Transport { OnePageOnly(base: base) }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard let base else { throw URLError(.cannotConnectToHost) }
        guard request.url.query()?.contains("before=") != true else {
            return HTTPResponse(status: 200, body: Array(#"{"contact": {}, "turns": [], "approvals": []}"#.utf8))
        }
        return try await base.send(request)
    }
}
