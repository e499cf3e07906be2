// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Where a watcher's session waits while nobody iterates. Taking it is taking the only seat.
final class Seat: Sendable {
    private let session: Mutex<WatchSession?>

    init(_ session: WatchSession) {
        self.session = Mutex(session)
    }

    func take() throws(CallFunnelError) -> WatchSession {
        let taken = session.withLock { session in
            defer { session = nil }
            return session
        }
        guard let taken else {
            throw CallFunnelError(
                .alreadyIterating, "another loop over this watcher has not ended; end it, or make a second watcher")
        }
        return taken
    }

    func giveBack(_ session: WatchSession) {
        self.session.withLock { $0 = session }
    }
}
