// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A clock that stands still until it is blown; then every deadline has passed.
final class Fuse: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    let now = Instant(offset: .zero)
    let minimumResolution = Duration.zero

    private struct State {
        var isBlown = false
        var deadlines: [Duration] = []
        var sleepers: [AsyncStream<Never>.Continuation] = []
    }

    private let state = Mutex(State())

    /// The deadlines that were slept for.
    var deadlines: [Duration] { state.withLock { $0.deadlines } }

    func blow() {
        state.withLock { state in
            state.isBlown = true
            for sleeper in state.sleepers { sleeper.finish() }
        }
    }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let wire = AsyncStream.makeStream(of: Never.self)
        state.withLock { state in
            state.deadlines.append(deadline.offset)
            if state.isBlown { wire.continuation.finish() } else { state.sleepers.append(wire.continuation) }
        }
        for await _ in wire.stream {}
        try Task.checkCancellation()
    }
}

/// Something that happened, for a test to wait for. For one waiter.
struct Signal: Sendable {
    private let wire = AsyncStream.makeStream(of: Never.self)

    func fire() { wire.continuation.finish() }
    func wait() async { for await _ in wire.stream {} }
}
