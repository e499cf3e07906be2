// SPDX-License-Identifier: Apache-2.0

/// Remembers which events were handled: the only memory of a watcher or receiver.
///
/// An event the ledger does not know is new. What it has recorded is never delivered again, also not after a restart or
/// by another process that shares it. MemoryLedger is the simplest one.
///
/// ## Write your own
///
/// A table of keys, one of claims and one of marks are enough. Each method is one transaction, and safe to call from many
/// tasks at once. A method that throws ends the stream with `ledgerFailed`: nothing is handed out on a guess.
public protocol EventLedger: Sendable {
    /// Those of `keys` that are not recorded, in the order given.
    ///
    /// Looking a key up counts as seeing it: a ledger that forgets old keys must keep one for as long as it is looked
    /// up.
    func unrecorded(of keys: [EventKey]) async throws -> [EventKey]

    /// Takes an event to handle, in one atomic step.
    ///
    /// A ledger shared by processes gives a lease: should the owner crash, others can claim the event once it has run
    /// out. The same owner may take its own claim again at once.
    func claim(_ key: EventKey, for owner: String) async throws -> LedgerClaim

    /// Gives up claims of this owner, so that anybody may take the events at once.
    func release(_ keys: [EventKey], for owner: String) async throws

    /// Records that events were handled, and sets marks, all or nothing. Durable when it returns; ends the keys'
    /// claims.
    ///
    /// ``WebhookReceiver/respond(to:handling:)`` calls it in the request's task, which is cancelled if the caller hangs up
    /// while your code handles the event. A ledger that gives up for that has the event handled again.
    func record(_ entry: LedgerEntry) async throws

    /// The marks of these names that are set.
    func marks(_ names: [String]) async throws -> [String: String]
}

/// What became of a claim.
public enum LedgerClaim: Hashable, Sendable {
    /// The event is the caller's to handle.
    case granted
    /// The event was handled before.
    case recorded
    /// Another owner is handling it, and its lease is alive.
    case leased
}

/// What is recorded in one step.
public struct LedgerEntry: Hashable, Sendable {
    public var keys: [EventKey]
    /// Small texts under short names: how far a source was read, the number of a crossing. They hold no personal data.
    public var marks: [String: String]

    public init(keys: [EventKey] = [], marks: [String: String] = [:]) {
        self.keys = keys
        self.marks = marks
    }

    public var isEmpty: Bool { keys.isEmpty && marks.isEmpty }
}
