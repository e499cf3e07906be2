// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Synchronization

/// Passes requests on, a second later each, and knows how many were under way at most.
final class LoadGauge: Transport {
    private struct Load {
        var now = 0
        var most = 0
    }

    private let next: any Transport
    private let timing: Timing
    private let load = Mutex(Load())

    init(_ next: any Transport, timing: Timing) {
        self.next = next
        self.timing = timing
    }

    var most: Int { load.withLock { $0.most } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        load.withLock { load in
            load.now += 1
            load.most = max(load.most, load.now)
        }
        defer { load.withLock { $0.now -= 1 } }
        try await timing.sleep(timing.elapsed() + .seconds(1))
        return try await next.send(request)
    }
}

/// Answers what a closure says.
struct AnsweringTransport: Transport {
    let answer: @Sendable (HTTPRequest) async throws -> HTTPResponse

    init(_ answer: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse) {
        self.answer = answer
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await answer(request)
    }
}

extension HTTPResponse {
    static func json(_ text: String, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["Content-Type": "application/json"], body: Array(text.utf8))
    }
}
