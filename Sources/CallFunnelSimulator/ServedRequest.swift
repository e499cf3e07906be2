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
}
