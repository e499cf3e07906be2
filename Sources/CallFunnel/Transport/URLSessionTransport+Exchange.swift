// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension URLSessionTransport {
    /// One request on its way. The first of its possible ends counts and wakes the one who waits.
    final class Exchange: Sendable {
        enum Outcome: Sendable {
            case response(HTTPResponse)
            case failed(CallFunnelError)
            case cancelled
        }

        private struct State {
            var body: [UInt8] = []
            var outcome: Outcome?
            var waiter: CheckedContinuation<Outcome, Never>?
        }

        private let limit: Int
        private let state = Mutex(State())

        init(limit: Int) {
            self.limit = limit
        }

        /// Adds to the body, unless that would pass the limit: then the exchange has failed, and the answer is false.
        func receive(_ data: Data) -> Bool {
            let fits = state.withLock { state in
                guard state.outcome == nil, data.count <= limit - state.body.count else { return false }
                state.body.append(contentsOf: data)
                return true
            }
            if !fits {
                settle(.failed(CallFunnelError(.responseTooLarge, "The response is larger than \(limit) bytes.")))
            }
            return fits
        }

        /// Ends with the body received so far.
        func finish(_ head: HTTPURLResponse) {
            finish(head, body: state.withLock { $0.body })
        }

        func finish(_ head: HTTPURLResponse, body: [UInt8]) {
            settle(.response(HTTPResponse(status: head.statusCode, headers: HTTPHeaders(head), body: body)))
        }

        func settle(_ outcome: Outcome) {
            let waiter = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
                guard state.outcome == nil else { return nil }
                state.outcome = outcome
                state.body = []
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(returning: outcome)
        }

        /// Waits for the end. For one waiter; it is woken by ``settle(_:)`` and by nothing else.
        func outcome() async -> Outcome {
            await withCheckedContinuation { continuation in
                let settled = state.withLock { state -> Outcome? in
                    if state.outcome == nil { state.waiter = continuation }
                    return state.outcome
                }
                if let settled { continuation.resume(returning: settled) }
            }
        }
    }
}

extension HTTPHeaders {
    /// Foundation keeps fields in a dictionary that knows no order and, on Linux, tells `X-Id` from `x-id`. Here they
    /// come in the order of their names, so that equal responses are equal values.
    fileprivate init(_ head: HTTPURLResponse) {
        self = [:]
        let named = head.allHeaderFields.compactMap { name, value in
            (name as? String).map { Field(name: $0, value: "\(value)") }
        }
        for field in named.sorted(by: { $0.name < $1.name }) { add(field.name, field.value) }
    }
}
