// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

extension Socket {
    /// Returns when something can be read, or the peer has ended; throws `CancellationError` when cancelled.
    func waitUntilReadable() async throws {
        try await Readiness(toRead: descriptor).wait()
    }

    /// Returns when something can be written, or the peer is gone; throws `CancellationError` when cancelled.
    func waitUntilWritable() async throws {
        try await Readiness(toWrite: descriptor).wait()
    }
}

/// One wait for a descriptor.
///
/// The source fires, is cancelled, and only its cancellation wakes the waiter: so it does that exactly once, and the
/// descriptor is out of Dispatch's hands before anybody can close it. The lock is there because Dispatch's sources are
/// not marked `Sendable` on Linux.
private final class Readiness: Sendable {
    private enum Source {
        case reading(any DispatchSourceRead)
        case writing(any DispatchSourceWrite)

        var base: any DispatchSourceProtocol {
            switch self {
            case .reading(let source): source
            case .writing(let source): source
            }
        }
    }

    private let source: Mutex<Source>

    init(toRead descriptor: CInt) {
        source = Mutex(.reading(DispatchSource.makeReadSource(fileDescriptor: descriptor)))
    }

    init(toWrite descriptor: CInt) {
        source = Mutex(.writing(DispatchSource.makeWriteSource(fileDescriptor: descriptor)))
    }

    func wait() async throws {
        await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                source.withLock { source in
                    source.base.setCancelHandler { continuation.resume() }
                    source.base.setEventHandler { self.cancel() }
                    source.base.activate()
                }
            }
        } onCancel: {
            cancel()
        }
        try Task.checkCancellation()
    }

    private func cancel() {
        source.withLock { $0.base.cancel() }
    }
}
