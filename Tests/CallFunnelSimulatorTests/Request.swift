// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

extension SimulatedWorld {
    /// A simulator on this world's clock.
    func simulator(
        seed: UInt64 = 1, account: Simulator.Account = Simulator.Account(), pageSize: Int = 20,
        faults: FaultPlan? = nil, shape change: (inout Simulator.Shape) -> Void = { _ in }
    ) -> Simulator {
        var shape = Simulator.Shape()
        change(&shape)
        return Simulator(
            seed: seed, timing: clock.timing(), account: account, pageSize: pageSize, shape: shape, faults: faults
        )
    }
}

extension Simulator {
    /// Sends a request as a client does; `target` is path and query under the base URL, escaped.
    func get(
        _ target: String, base: String = "https://callfunnel.ai/api", key: String? = Simulator.defaultKey,
        method: String = "GET", ifNoneMatch: String? = nil
    ) async throws -> Reply {
        let url = try #require(URL(string: base + target))
        var request = HTTPRequest(method: method, url: url)
        if let key { request.headers["Authorization"] = "Bearer \(key)" }
        if let ifNoneMatch { request.headers["If-None-Match"] = ifNoneMatch }
        return Reply(response: try await send(request))
    }
}

/// A response with its JSON read by Foundation: a reader the simulator's writer knows nothing of.
struct Reply: Sendable {
    let response: HTTPResponse

    var status: Int { response.status }
    var text: String { String(decoding: response.body, as: UTF8.self) }
    var json: Any? { try? JSONSerialization.jsonObject(with: Data(response.body), options: .fragmentsAllowed) }
    var object: [String: Any] { json as? [String: Any] ?? [:] }
    var list: [[String: Any]] { json as? [[String: Any]] ?? [] }
    var detail: String? { object["detail"] as? String }

    func list(_ name: String) -> [[String: Any]] { object[name] as? [[String: Any]] ?? [] }
}
