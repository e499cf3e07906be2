// SPDX-License-Identifier: Apache-2.0

extension CallFunnelError {
    /// The kinds of failure. Codes may be added, so a `switch` over them needs a `default`.
    public struct Code: Hashable, Sendable {
        public let name: String

        /// The key, base URL or another setting cannot be used. Not retryable: correct the setting.
        public static let invalidConfiguration = Code(name: "invalid-configuration")
        /// An argument would change the request's path or is empty. Not retryable; no request was made.
        public static let invalidArgument = Code(name: "invalid-argument")
        /// 401: the key is wrong, revoked or missing (C2). Not retryable: mint a key at `/api-keys`.
        public static let unauthorized = Code(name: "unauthorized")
        /// 403: the key is good but lacks the scope; the SDK needs `read` (C2). Not retryable.
        public static let forbidden = Code(name: "forbidden")
        /// 403 with a `detail` that says suspended (C10, assumed). Not retried within a call; a watcher keeps looking.
        public static let suspended = Code(name: "suspended")
        /// 404: no such workflow or contact in this account, or a wrong base URL. Not retryable.
        public static let notFound = Code(name: "not-found")
        /// Another 4xx; 422 lists the fields at fault (C3). Not retryable.
        public static let rejected = Code(name: "rejected")
        /// 429 (C4). Retryable; ``CallFunnelError/retryAfter`` says when, if the service did.
        public static let rateLimited = Code(name: "rate-limited")
        /// 5xx or 408. Retryable.
        public static let unavailable = Code(name: "unavailable")
        /// No whole response came: name lookup, connection, TLS, a body cut short, or a transport that gave up by
        /// itself. Retryable.
        public static let unreachable = Code(name: "unreachable")
        /// The deadline passed first. Retryable.
        public static let timedOut = Code(name: "timed-out")
        /// A success whose body is not JSON, or not of the expected shape, or a 304 to a request that did not allow
        /// one. Retryable: proxies cut bodies short.
        public static let unreadable = Code(name: "unreadable")
        /// The body is larger than the transport's limit. Not retryable: raise the limit.
        public static let responseTooLarge = Code(name: "response-too-large")
        /// The service answered with a redirect, which is not followed. Not retryable: correct the base URL.
        public static let redirected = Code(name: "redirected")
        /// The task was cancelled. Nothing was acknowledged by it.
        public static let cancelled = Code(name: "cancelled")
        /// Two loops over one watcher at once. Not retryable: end the first, or make a second watcher.
        public static let alreadyIterating = Code(name: "already-iterating")
        /// The ledger could not read or write. Not retryable by the SDK: what it holds is unknown, so no event may be
        /// handed out until it works again.
        public static let ledgerFailed = Code(name: "ledger-failed")
        /// Another process owns the ledger's file; the message names it. Not retryable: end it, or use another file.
        public static let ledgerLocked = Code(name: "ledger-locked")
        /// The ledger's file or folder cannot be written: it is missing, read-only or another user's. Not retryable.
        public static let ledgerUnwritable = Code(name: "ledger-unwritable")
        /// No room for what must be remembered. Not retryable: make room and start again; nothing is lost by it.
        public static let diskFull = Code(name: "disk-full")
        /// The ledger's file is damaged before its end, which no crash does. Not retryable: restore it from a backup, or
        /// move it away and choose a starting point.
        public static let ledgerDamaged = Code(name: "ledger-damaged")
        /// The file is not a ledger. It was not touched. Not retryable: give another path.
        public static let ledgerForeign = Code(name: "ledger-foreign")
        /// The file was written by a newer version of this package. It was not touched. Not retryable.
        public static let ledgerTooNew = Code(name: "ledger-too-new")

        /// The store of dead letters could not say what it holds. Not retryable by the SDK; nothing of it is lost.
        public static let deadLettersFailed = Code(name: "dead-letters-failed")

        /// Whether it means that the ledger cannot be relied on, which ends a stream.
        public var concernsLedger: Bool { Self.ledger.contains(self) }

        private static let ledger: Set<Code> = [
            .ledgerFailed, .ledgerLocked, .ledgerUnwritable, .diskFull, .ledgerDamaged, .ledgerForeign, .ledgerTooNew,
        ]
        static let retryable: Set<Code> = [.rateLimited, .unavailable, .unreachable, .timedOut, .unreadable]
    }
}

extension CallFunnelError.Code: CustomStringConvertible {
    public var description: String { name }
}
