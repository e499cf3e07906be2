// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Synchronization

/// Answers request by request as it is told; the last step answers all that follow.
final class ScriptedTransport: Transport {
    typealias Step = @Sendable (HTTPRequest) async throws -> HTTPResponse

    struct Sent: Sendable {
        let request: HTTPRequest
        let at: Duration
    }

    private struct State {
        var sent: [Sent] = []
        var returned = 0
    }

    private let timing: Timing
    private let steps: [Step]
    private let state = Mutex(State())

    init(timing: Timing, _ steps: [Step]) {
        self.timing = timing
        self.steps = steps
    }

    convenience init(timing: Timing, _ step: @escaping Step) {
        self.init(timing: timing, [step])
    }

    var sent: [Sent] { state.withLock { $0.sent } }
    var requests: [HTTPRequest] { sent.map(\.request) }
    /// Requests that have ended, in whatever way.
    var returned: Int { state.withLock { $0.returned } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let index = state.withLock { state in
            state.sent.append(Sent(request: request, at: timing.elapsed()))
            return min(state.sent.count, steps.count) - 1
        }
        defer { state.withLock { $0.returned += 1 } }
        await Task.yield()
        return try await steps[index](request)
    }
}

/// Steps of a script.
enum Answer {
    static func with(_ status: Int, _ body: String = "", _ headers: HTTPHeaders = [:]) -> ScriptedTransport.Step {
        { _ in HTTPResponse(status: status, headers: headers, body: Array(body.utf8)) }
    }

    static func failing(_ error: any Error) -> ScriptedTransport.Step {
        { _ in throw error }
    }

    /// A balance that says how much it is.
    static func balance(_ minor: Int = 500, _ headers: HTTPHeaders = [:]) -> ScriptedTransport.Step {
        with(200, "{\"tenant_id\": 38, \"balance_minor\": \(minor), \"currency\": \"USD\"}", headers)
    }

    /// Ends only when it is cancelled, and then the way Foundation does or by the language's own error.
    static func hanging(_ timing: Timing) -> ScriptedTransport.Step {
        { _ in
            try await timing.sleep(timing.elapsed() + .seconds(1_000_000))
            throw Trouble.network
        }
    }

    static func late(_ timing: Timing, _ delay: Duration, _ step: @escaping ScriptedTransport.Step)
        -> ScriptedTransport.Step
    {
        { request in
            try await timing.sleep(timing.elapsed() + delay)
            return try await step(request)
        }
    }

    /// Does not notice that it is cancelled: a task of its own sleeps on.
    static func deaf(
        _ world: World, _ delay: Duration, _ step: @escaping ScriptedTransport.Step
    ) -> ScriptedTransport.Step {
        { request in
            let timing = world.timing
            let nap = Task(executorPreference: world.world.pump) { try? await timing.sleep(timing.elapsed() + delay) }
            await nap.value
            return try await step(request)
        }
    }
}

enum Trouble: Error {
    case network
}
