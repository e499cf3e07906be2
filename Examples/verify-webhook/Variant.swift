// SPDX-License-Identifier: Apache-2.0

/// What might have been meant instead of what was given.
struct Variant<Value: Sendable>: Sendable {
    let value: Value
    /// What it would mean, should it match; nil for what was given itself.
    let finding: String?

    var isChanged: Bool { finding != nil }
}
