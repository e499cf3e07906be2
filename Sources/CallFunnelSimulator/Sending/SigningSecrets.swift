// SPDX-License-Identifier: Apache-2.0

public import CallFunnel

/// What the service signs with, and from when on: one secret, or several at once while they are rotated (C13, assumed).
public struct SigningSecrets: Sendable, Hashable {
    private struct Change: Hashable {
        let from: Timestamp
        let secrets: [WebhookSecret]
    }

    private let first: [WebhookSecret]
    private var changes: [Change] = []

    /// Every push carries one signature for each of these.
    public init(_ secrets: WebhookSecret...) { self.init(secrets) }

    package init(_ secrets: [WebhookSecret]) { first = secrets }

    /// Pushes that are signed at `time` or later carry signatures of these instead.
    ///
    /// A rotation with an overlap is two changes: to both secrets, and to the new one alone.
    public mutating func change(to secrets: [WebhookSecret], at time: Timestamp) {
        let index = changes.firstIndex { $0.from > time } ?? changes.endIndex
        changes.insert(Change(from: time, secrets: secrets), at: index)
    }

    /// The secrets in force at a time.
    public func valid(at time: Timestamp) -> [WebhookSecret] {
        changes.last { $0.from <= time }?.secrets ?? first
    }
}
