// SPDX-License-Identifier: Apache-2.0

/// Handles each event of the payment processor once, however often it is delivered (C19).
///
/// The processor repeats a webhook until it is answered, and anybody who saw one can repeat it within the replay
/// window. Which events were handled is remembered by the processor's event id, in an ``EventLedger``: the same one a
/// watcher or receiver uses, if you like.
///
/// ```swift
/// import CallFunnel
///
/// func receive(eventID: String, minorUnits: Int64, events: ProcessorEvents) async throws -> Int {
///     let outcome = try await events.handle(eventID) { print("crediting \(minorUnits)") }
///     return outcome == .underWay ? 503 : 200
/// }
/// ```
/// Take the id from the body that was verified, not from a header: headers are not signed.
public struct ProcessorEvents: Sendable {
    private let ledger: any EventLedger
    private let timing: Timing

    /// What became of a delivery. Answer 200, but for ``underWay``.
    public enum Outcome: Hashable, Sendable {
        /// It was new, and is handled and recorded.
        case handled
        /// It was handled before; nothing was done.
        case handledBefore
        /// Another delivery of it is being handled; nothing was done. Answer 503, so that the processor comes back: the
        /// other one may still fail.
        case underWay
    }

    /// - Parameters:
    ///   - ledger: what was handled. One that forgets at the end of the process credits twice after a restart.
    ///   - timing: where the names of claims come from.
    public init(ledger: any EventLedger, timing: Timing = .system) {
        self.ledger = ledger
        self.timing = timing
    }

    /// The name an event of the processor has in the ledger: `processor.event/` and its id.
    public static func key(_ id: String) -> EventKey {
        EventKey("processor.event", id)
    }

    /// Runs `body` if this event is new, and records it when `body` has returned.
    ///
    /// When `body` throws, nothing is recorded and the next delivery is handled. A crash between the end of `body` and
    /// the record repeats `body`; write its effect and the ledger in one transaction to exclude that.
    ///
    /// - Parameter id: the processor's event id, not empty.
    /// - Throws: what `body` or the ledger throws; `invalidArgument` for an empty id. Answer 503.
    public func handle(_ id: String, _ body: () async throws -> Void) async throws -> Outcome {
        guard !id.isEmpty else { throw CallFunnelError(.invalidArgument, "the processor's event has no id") }
        let key = Self.key(id)
        // A name for each delivery: under a common one, two at once would both be granted the claim.
        let owner = "processor-" + String(UInt64(timing.random() * 0x1p53), radix: 36)
        switch try await ledger.claim(key, for: owner) {
        case .recorded: return .handledBefore
        case .leased: return .underWay
        case .granted: break
        }
        do {
            try await body()
            try await ledger.record(LedgerEntry(keys: [key]))
        } catch {
            // The first failure is the one to tell; a claim that cannot be given up ends with its lease.
            try? await ledger.release([key], for: owner)
            throw error
        }
        return .handled
    }
}
