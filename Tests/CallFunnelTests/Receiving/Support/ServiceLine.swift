// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Synchronization

@testable import CallFunnel

/// The way from the service to the process of a receiver, which comes and goes: nobody there is no answer.
final class ServiceLine: Transport, WebhookTransport {
    struct NobodyThere: Error {}

    private struct Exchange: Sendable {
        let request: HTTPRequest
        /// Nil when the process died over it.
        let response = Promise<HTTPResponse?>()
    }

    private let process = Mutex<AsyncStream<Exchange>.Continuation?>(nil)

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let exchange = Exchange(request: request)
        guard case .enqueued? = process.withLock({ $0?.yield(exchange) }) else { throw NobodyThere() }
        guard let response = await exchange.response.valueUnlessCancelled ?? nil else { throw NobodyThere() }
        return response
    }

    func serve(_ answer: @escaping @Sendable (HTTPRequest) async -> HTTPResponse) async {
        let (exchanges, continuation) = AsyncStream.makeStream(of: Exchange.self)
        process.withLock { $0 = continuation }
        await withDiscardingTaskGroup { group in
            for await exchange in exchanges {
                group.addTask {
                    let response = await answer(exchange.request)
                    exchange.response.settle(Task.isCancelled ? nil : response)
                }
            }
        }
        continuation.finish()
    }
}
