// SPDX-License-Identifier: Apache-2.0

/// Keeps events that could not be handled for as long as the service tries (C15), so that a bug that lives for a day and a
/// half loses nothing.
///
/// The service's last attempt comes 38 h 36 min after its first. An event that still fails 12 h after it failed first is
/// kept here, and answered 200 once that is 36 h ago. What a later attempt handles is removed. Handle the rest with
/// ``WebhookReceiver/handleDeadLetters(_:)`` before the ledger forgets, a week by default.
/// ``FolderDeadLetters`` keeps files; each method is one transaction, and called from many tasks at once.
public protocol DeadLetters: Sendable {
    /// Notes that an event could not be handled. Returns when it was noted first: `now`, or earlier.
    ///
    /// A note must outlive the process, and may be forgotten once it is a week old. Keeping the letter leaves it;
    /// removing the letter may remove it.
    ///
    /// - Parameter name: of the letter to be; printable ASCII, at most 64 bytes.
    func firstFailure(of name: String, at now: Timestamp) async throws -> Timestamp

    /// Keeps a letter, and is done when it cannot be lost any more. Keeping one of the same name replaces it.
    func keep(_ letter: DeadLetter) async throws

    /// The names of all letters, in an order that does not change.
    func names() async throws -> [String]

    /// The letter of this name, or nil when there is none (any more).
    func letter(named name: String) async throws -> DeadLetter?

    /// Forgets a letter, also one that is not there: called for each push that was handled, so let it cost little.
    func remove(named name: String) async throws
}

/// A request that was never handled, as it came.
///
/// Encodes as JSON with the body in base64, which holds everything the request did: keep it as safe as a message.
public struct DeadLetter: Hashable, Sendable {
    /// The same for every attempt of one push: a digest of its id.
    public let name: String
    /// When it could not be handled for the first time.
    public let firstFailure: Timestamp
    /// When it was kept.
    public let keptAt: Timestamp
    public let request: HTTPRequest

    public init(name: String, firstFailure: Timestamp, keptAt: Timestamp, request: HTTPRequest) {
        self.name = name
        self.firstFailure = firstFailure
        self.keptAt = keptAt
        self.request = request
    }

    static func name(ofPush id: String) -> String {
        Hex.encode(SHA256.hash(Array(id.utf8)).prefix(16))
    }
}

/// What became of dead letters. See ``WebhookReceiver/handleDeadLetters(_:)``.
public struct DeadLetterReport: Hashable, Sendable {
    /// Handled now, or known to be handled, and removed.
    public var handled = 0
    /// Still kept: your code threw again, or the ledger or the store did.
    public var kept = 0

    public init() {}
}
