// SPDX-License-Identifier: Apache-2.0

/// One promise of a receiver, and how it is tried. A scenario ends at its first failure, which it throws.
struct ReceiverCheck: Sendable {
    /// A sentence that is true of a receiver that keeps the promise.
    let name: String
    let applies: @Sendable (ReceiverConformance) -> Bool
    let body: @Sendable (ReceiverTrial) async throws -> Void

    init(
        _ name: String, if applies: @escaping @Sendable (ReceiverConformance) -> Bool = { _ in true },
        _ body: @escaping @Sendable (ReceiverTrial) async throws -> Void
    ) {
        self.name = name
        self.applies = applies
        self.body = body
    }

    static let all = authenticity + headers + window + identity + failing + overlapping + unknown + troubles
}
