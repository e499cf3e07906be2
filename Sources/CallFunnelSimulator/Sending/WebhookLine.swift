// SPDX-License-Identifier: Apache-2.0

package import CallFunnel
import Synchronization

/// What connects a sender with receivers that come and go, in one process: its end for the sender is a transport, its
/// end for a receiver serves until the receiver's task is cancelled, as a server of a process that crashes.
///
/// Unlike with a route that is called directly, a sender that has waited long enough does not cancel the receiver's work.
package final class WebhookLine: Transport, WebhookTransport {
    private struct Call: Sendable {
        let number: Int
        let request: HTTPRequest
    }

    private struct State {
        var server: AsyncStream<Call>.Continuation?
        var servers = 0
        var calls = 0
        /// Who waits for the answer to a call.
        var callers: [Int: AsyncStream<HTTPResponse>.Continuation] = [:]
    }

    /// More calls than this at once are refused.
    private static let capacity = 10_000
    private let state = Mutex(State())

    package init() {}

    /// - Throws: `unreachable` when nobody serves, or who served is gone before it has answered.
    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        await Task.yield()
        let (answers, caller) = AsyncStream.makeStream(of: HTTPResponse.self, bufferingPolicy: .bufferingOldest(1))
        let isTaken = state.withLock { state in
            guard let server = state.server else { return false }
            state.calls += 1
            guard case .enqueued = server.yield(Call(number: state.calls, request: request)) else { return false }
            state.callers[state.calls] = caller
            return true
        }
        guard isTaken else { throw CallFunnelError(.unreachable, "nobody serves at the other end") }
        for await answer in answers { return answer }
        try Task.checkCancellation()
        throw CallFunnelError(.unreachable, "the other end is gone")
    }

    package func serve(_ answer: @escaping @Sendable (HTTPRequest) async -> HTTPResponse) async throws {
        let (calls, server) = AsyncStream.makeStream(of: Call.self, bufferingPolicy: .bufferingOldest(Self.capacity))
        let number = state.withLock { state in
            state.server = server
            state.servers += 1
            return state.servers
        }
        await withDiscardingTaskGroup { group in
            for await call in calls {
                group.addTask {
                    let response = await answer(call.request)
                    self.end(call.number, with: Task.isCancelled ? nil : response)
                }
            }
        }
        hangUp(number)
    }

    private func end(_ call: Int, with response: HTTPResponse?) {
        let caller = state.withLock { $0.callers.removeValue(forKey: call) }
        if let response { caller?.yield(response) }
        caller?.finish()
    }

    /// Whoever still waits is not going to be answered.
    private func hangUp(_ number: Int) {
        let callers = state.withLock { state in
            guard state.servers == number else { return [] as [AsyncStream<HTTPResponse>.Continuation] }
            state.server = nil
            defer { state.callers = [:] }
            return state.callers.keys.sorted().compactMap { state.callers[$0] }
        }
        for caller in callers { caller.finish() }
    }
}
