// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Synchronization

/// The way a push takes to the receiver: not there yet, open, or broken.
final class PushLine: Sendable {
    enum State: Sendable {
        /// The vendor pushes nothing.
        case notBuilt
        case open
        /// A proxy on the way answers for the receiver, which never sees the push.
        case broken
    }

    private struct Line {
        var state = State.notBuilt
        var pushed = 0
    }

    private let line = Mutex(Line())
    private let receiver: WebhookReceiver

    init(to receiver: WebhookReceiver) {
        self.receiver = receiver
    }

    func set(_ state: State) { line.withLock { $0.state = state } }

    func carry(_ request: HTTPRequest) async -> HTTPResponse {
        guard case .open = line.withLock({ $0.state }) else { return HTTPResponse(status: 502) }
        return await receiver.respond(to: request)
    }

    /// What has happened since the last time, if the vendor pushes yet.
    func news(_ all: [WebhookPush]) -> [WebhookPush] {
        line.withLock { line in
            defer { line.pushed = all.count }
            if case .notBuilt = line.state { return [] }
            return Array(all.dropFirst(line.pushed))
        }
    }
}
