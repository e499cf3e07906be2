// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Synchronization

/// Something that is on or off.
final class Switch: Sendable {
    private let state = Mutex(false)

    var isOn: Bool { state.withLock { $0 } }
    func turn(on: Bool) { state.withLock { $0 = on } }
}

/// A service that never tells its time.
struct DatelessTransport: Transport {
    let next: any Transport

    init(_ next: any Transport) {
        self.next = next
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var response = try await next.send(request)
        response.headers["Date"] = nil
        return response
    }
}

extension Watcher.Events {
    /// Writes down the printed keys of all events, to the end of the sequence, however it ends.
    func log(to log: Log<String>) async {
        do { for try await event in self { log.add(event.key.description) } } catch {}
    }
}
