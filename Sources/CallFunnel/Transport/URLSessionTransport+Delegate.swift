// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension URLSessionTransport {
    /// Hears of all requests of one session. For the whole session, because on Linux a task's own delegate is ignored.
    final class Delegate: NSObject, URLSessionDataDelegate, Sendable {
        private let exchanges = Mutex<[Int: Exchange]>([:])

        func begin(_ exchange: Exchange, as identifier: Int) {
            exchanges.withLock { $0[identifier] = exchange }
        }

        func end(_ identifier: Int) {
            exchanges.withLock { $0[identifier] = nil }
        }

        private func exchange(of task: URLSessionTask) -> Exchange? {
            exchanges.withLock { $0[task.taskIdentifier] }
        }

        /// Never: Foundation would hand `Authorization`, `X-API-Key` and `Cookie` on to any host.
        func urlSession(
            _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
            newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
        ) {
            completionHandler(nil)
        }

        /// A question for a password. On Linux the default answer hangs for ever, an empty credential crashes, and
        /// declining loses the response: so the response is taken from the question itself.
        func urlSession(
            _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
            completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
        ) {
            guard let head = challenge.failureResponse as? HTTPURLResponse else {
                // The server's certificate: the system decides.
                return completionHandler(.performDefaultHandling, nil)
            }
            exchange(of: task)?.finish(head, body: [])
            completionHandler(.cancelAuthenticationChallenge, nil)
        }

        func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
            guard let exchange = exchange(of: dataTask), exchange.receive(data) else { return dataTask.cancel() }
        }

        func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
            guard let exchange = exchange(of: task) else { return }
            if let error {
                exchange.settle(.failed(.unreachable(error, host: task.originalRequest?.url?.host)))
            } else if let head = task.response as? HTTPURLResponse {
                exchange.finish(head)
            } else {
                exchange.settle(.failed(.unreachable(URLError(.badServerResponse), host: nil)))
            }
        }
    }
}
