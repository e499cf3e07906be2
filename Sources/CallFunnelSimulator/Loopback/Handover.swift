// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A value that one caller may have.
final class Handover<Value: Sendable>: Sendable {
    private let value: Mutex<Value?>

    init(_ value: Value) {
        self.value = Mutex(value)
    }

    /// The value for the first caller, nil for all others.
    func take() -> Value? {
        value.withLock { held in
            defer { held = nil }
            return held
        }
    }
}
