// SPDX-License-Identifier: Apache-2.0

import Synchronization

extension Watcher {
    /// How one source is doing.
    public struct Health: Hashable, Sendable {
        public let source: Source
        /// By this machine's time of day; nil before the first success.
        public internal(set) var lastSuccess: Timestamp?
        /// Polls that failed in a row since then.
        public internal(set) var failures = 0
        /// How long after it happened the newest event was found, by the service's clock where it tells the time.
        public internal(set) var lag: Duration?

        init(source: Source) {
            self.source = source
        }
    }
}

/// The health of all sources, readable while somebody iterates.
final class HealthBoard: Sendable {
    private let board: Mutex<[Watcher.Health]>

    init(_ sources: [Watcher.Source]) {
        board = Mutex(sources.map { Watcher.Health(source: $0) })
    }

    var all: [Watcher.Health] { board.withLock { $0 } }

    @discardableResult
    func update(_ index: Int, _ change: (inout Watcher.Health) -> Void) -> Watcher.Health {
        board.withLock { board in
            change(&board[index])
            return board[index]
        }
    }
}
