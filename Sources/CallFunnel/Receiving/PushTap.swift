// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a verified push was found to tell, for somebody who listens beside whoever handles it.
enum PushNews: Sendable {
    /// It is about to be handed over.
    case granted(CallFunnelEvent)
    /// It was, or is being, handled through the other lane, or by somebody else.
    case shown(EventKey)
}

/// Lets at most one listener know of pushes as they are admitted. Repeats of a push that was handled tell nothing.
final class PushTap: Sendable {
    private let listener = Mutex<(@Sendable (PushNews) -> Void)?>(nil)

    /// Replaces the listener before. It must return quickly.
    func listen(_ listener: @escaping @Sendable (PushNews) -> Void) {
        self.listener.withLock { $0 = listener }
    }

    func tell(_ news: PushNews) {
        let listener = listener.withLock { $0 }
        listener?(news)
    }
}
