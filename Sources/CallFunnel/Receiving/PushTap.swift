// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a verified push was found to tell, for somebody who listens beside whoever handles it.
enum PushNews: Sendable {
    /// It is about to be handed over.
    case arrived(CallFunnelEvent)
    /// So long after it had arrived it was handled, and that is recorded.
    case handled(EventKey, after: Duration)
    /// It is not handed over: what it tells of is to be polled. `isNew` unless the ledger has it.
    case hinted(CallFunnelEvent, isNew: Bool)
    /// It was, or is being, handled through the other lane, or by somebody else.
    case shown(EventKey)
}

/// Lets at most one listener know of pushes as they are admitted. Repeats of a push that was handled tell nothing.
final class PushTap: Sendable {
    private struct Listener: Sendable {
        let wantsHints: Bool
        let hear: @Sendable (PushNews) -> Void
    }

    private let listener = Mutex<Listener?>(nil)

    /// Replaces the listener before. It must return quickly.
    ///
    /// - Parameter wantsHints: whether nothing is to be handed over to a loop.
    func listen(wantsHints: Bool = false, _ hear: @escaping @Sendable (PushNews) -> Void) {
        listener.withLock { $0 = Listener(wantsHints: wantsHints, hear: hear) }
    }

    var wantsHints: Bool { listener.withLock { $0?.wantsHints ?? false } }

    func tell(_ news: PushNews) {
        let listener = listener.withLock { $0 }
        listener?.hear(news)
    }
}
