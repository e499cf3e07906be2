// SPDX-License-Identifier: Apache-2.0

public import CallFunnel

/// A request the simulator answered, for tests that look at what was asked and how often.
public struct ServedRequest: Sendable, Hashable {
    /// When it came.
    public let at: Timestamp
    public let method: String
    /// Path and query as they came, with their escapes.
    public let target: String
    public let status: Int
    /// What was made to go wrong with it.
    public let fault: Fault?
    /// As the answer's `X-Request-ID` has it.
    public let id: String
    /// Keys of what the answer shows that may be gone in the next one: pending approvals, crossed lines, a suspension,
    /// runs of a list that shows only some.
    package let shows: [String]
}
