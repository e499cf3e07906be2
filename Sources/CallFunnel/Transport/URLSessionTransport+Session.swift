// SPDX-License-Identifier: Apache-2.0

import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension URLSessionTransport {
    /// Owns the one `URLSession`. A session retains its delegate until it is invalidated, so the owner stands apart.
    final class Session: Sendable {
        /// Where all sessions tell what they hear, apart from the threads of Swift's tasks: behind those it would wait on
        /// Linux, while libcurl asks without pause whether it may go on. Kept for ever, because an `OperationQueue` does not
        /// keep it.
        private static let queue = DispatchQueue(label: "ai.callfunnel.transport")

        private let session: URLSession
        private let delegate = Delegate()

        init(connectionsPerHost: Int) {
            let settings = URLSessionConfiguration.ephemeral
            settings.urlCache = nil
            settings.requestCachePolicy = .reloadIgnoringLocalCacheData
            settings.httpCookieStorage = nil
            settings.httpCookieAcceptPolicy = .never
            settings.httpShouldSetCookies = false
            settings.urlCredentialStorage = nil
            settings.httpMaximumConnectionsPerHost = max(1, connectionsPerHost)
            // Out of the way: on Linux it counts whole seconds of silence, and a trickle passes it.
            settings.timeoutIntervalForRequest = 7 * 86_400
            let news = OperationQueue()
            news.maxConcurrentOperationCount = 1
            news.underlyingQueue = Self.queue
            session = URLSession(configuration: settings, delegate: delegate, delegateQueue: news)
        }

        deinit { session.finishTasksAndInvalidate() }

        /// - Throws: `CancellationError`, or a ``CallFunnelError``.
        func load(_ request: URLRequest, limit: Int) async throws -> HTTPResponse {
            try Task.checkCancellation()
            let task = session.dataTask(with: request)
            let exchange = Exchange(limit: limit)
            delegate.begin(exchange, as: task.taskIdentifier)
            defer { delegate.end(task.taskIdentifier) }
            task.resume()
            let outcome = await withTaskCancellationHandler {
                await exchange.outcome()
            } onCancel: {
                exchange.settle(.cancelled)
                task.cancel()
            }
            switch outcome {
            case .response(let response): return response
            case .failed(let error): throw error
            case .cancelled: throw CancellationError()
            }
        }
    }
}
