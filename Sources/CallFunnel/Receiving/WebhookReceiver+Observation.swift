// SPDX-License-Identifier: Apache-2.0

extension WebhookReceiver {
    /// What a receiver noticed: for logs, metrics and alarms. Nothing here needs an answer. Cases may be added, so write a
    /// `default`.
    public enum Observation: Sendable {
        /// The secret at this place in the list ended with a line break, which was dropped. Told when the receiver is made.
        case secretTrimmed(index: Int)
        /// The secret at this place in the list gave the signature. A rotation is over when this is always the new one.
        case secretMatched(index: Int)
        /// A request that is no event of the service.
        case refused(Refusal)
        /// The signature is right, and its time lies this far behind ours (ahead, if negative): somebody repeats an old
        /// request, or a clock is off. Answered 503.
        case clockOff(Duration)
        /// Data of an event that could not be read in part or in whole; it is handed over all the same.
        case undecodable(EventKey, [DecodingIssue])
        /// An event of a type this version does not know; it is handed over as `.unknown`.
        case unknownType(EventType)
        /// Handled, recorded and answered 200.
        case handled(EventKey)
        /// Taken for a hint by an ``EventFeed`` and answered 200: its source is polled, and its data is not used.
        case hinted(EventKey)
        /// Known already, and answered 200 without handling.
        case known(EventKey, Known)
        /// The same delivery is being handled at this moment; this request is answered as that one ends.
        case joined(EventKey)
        /// Your code threw, and the service is told to come again.
        case handlerFailed(EventKey, any Error)
        /// Your code, or whoever asks for ``WebhookReceiver/events()``, was not done at the deadline. Answered 503.
        case late(EventKey)
        /// Another owner of the ledger is handling this event. Answered 503.
        case leased(EventKey)
        /// The ledger could not read or write. Answered 503.
        case ledgerFailed(CallFunnelError)
        /// More requests than ``Configuration/capacity`` at once. Answered 503.
        case overloaded
        /// A request that came after ``WebhookReceiver/shutDown()``. Answered 503.
        case shuttingDown
        /// An event that had been failing for a day and a half is kept under this name, and answered 200.
        case deadLettered(EventKey, name: String)
        /// The store of dead letters could not read or write. What it was meant for is answered 503.
        case deadLettersFailed(any Error)
    }

    /// Why an event was known already.
    public enum Known: Hashable, Sendable {
        /// The push was handled before: the service came again after a success.
        case duplicate
        /// The request was handled before, and is repeated under another id.
        case replay
        /// The event was handled when it was polled; or the first poll of a start from now found that it was there before
        /// the start, which a push that comes late does not change.
        case polled
    }
}
