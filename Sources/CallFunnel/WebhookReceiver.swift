// SPDX-License-Identifier: Apache-2.0

/// Takes the events that the service pushes (C12 to C16): verifies, hands over, remembers, and answers.
///
/// ```swift
/// import CallFunnel
///
/// func route(_ request: HTTPRequest, _ receiver: WebhookReceiver) async -> HTTPResponse {
///     await receiver.respond(to: request) { event in
///         print(event.key)
///     }
/// }
///
/// let ledger = try await FileLedger(at: "events.ledger")
/// let receiver = try WebhookReceiver(secrets: [WebhookSecret("whsec_…")], ledger: ledger)
/// ```
///
/// The service takes a 4xx for the last word and comes again after a 5xx for 38 h 36 min (C15), so what it signed is
/// never answered 4xx, and 200 only once it was handled and recorded. With the ledger of a ``Watcher``, what was polled is
/// not handled again when it is pushed, and the other way round. `docs/receiving.md` explains every answer.
///
/// Events are handled in the order they arrive within one resource, and otherwise at the same time.
public struct WebhookReceiver: Sendable {
    let setup: Setup
    let board: FlightBoard
    let inbox = Inbox()
    let tap = PushTap()

    struct Setup: Sendable {
        let secrets: [WebhookSecret]
        let configuration: Configuration
        let ledger: any EventLedger
        let deadLetters: (any DeadLetters)?
        let owner: String
        let timing: Timing
        let observe: @Sendable (Observation) -> Void
    }

    /// - Parameters:
    ///   - secrets: of the endpoint; during a rotation the new one and the old one.
    ///   - ledger: remembers what was handled; the default forgets it when the process ends.
    ///   - deadLetters: keeps what could not be handled until the end of the service's patience; nil lets it go.
    ///   - configuration: bounds and deadlines.
    ///   - timing: clock, time of day and randomness.
    ///   - observe: told what was noticed on the way. It must return quickly.
    /// - Throws: `invalidConfiguration` without a secret, as nobody's signature could then be told from the service's, or
    ///   for a configuration nothing could be received with.
    public init(
        secrets: [WebhookSecret], ledger: (any EventLedger)? = nil, deadLetters: (any DeadLetters)? = nil,
        configuration: Configuration = Configuration(), timing: Timing = .system,
        observe: @escaping @Sendable (Observation) -> Void = { _ in }
    ) throws(CallFunnelError) {
        guard !secrets.isEmpty else {
            throw CallFunnelError(.invalidConfiguration, "a receiver needs the secret of its endpoint")
        }
        try configuration.check()
        setup = Setup(
            secrets: secrets, configuration: configuration, ledger: ledger ?? MemoryLedger(timing: timing),
            deadLetters: deadLetters, owner: timing.ownerName(), timing: timing, observe: observe)
        board = FlightBoard(capacity: configuration.capacity)
        for (index, secret) in secrets.enumerated() where secret.wasTrimmed { observe(.secretTrimmed(index: index)) }
    }

    /// The most bytes of a body that are accepted, for servers to stop reading at.
    public var bodyLimit: Int { setup.configuration.bodyLimit }

    /// Whether one of the secrets signed this request, at a time within the tolerance of now. Nothing else is looked at,
    /// remembered or observed.
    public func verify(_ request: HTTPRequest) throws(WebhookSignature.Rejection) -> WebhookSignature.Match {
        try WebhookSignature(headers: request.headers).verify(
            request.body, secrets: setup.secrets, at: setup.timing.now(), tolerance: setup.configuration.tolerance)
    }

    /// Answers a request, handling its event with your code: returning is having handled it, throwing is not.
    ///
    /// Your code is not called for what was handled before. It is called by one task at a time for one event, and its task
    /// is cancelled at the deadline. The answer then waits for it to return: were the service told to come again before
    /// that, two might handle one event. If it succeeds late, that counts.
    ///
    /// - Parameter handle: does what is to be done about the event, so that it may be called again should the process end
    ///   before that is recorded.
    public func respond(
        to request: HTTPRequest, handling handle: @escaping @Sendable (CallFunnelEvent) async throws -> Void
    ) async -> HTTPResponse {
        let handler: Handler = { event, _ in
            try await handle(event)
            return nil
        }
        return await answer(request, handler).response
    }

    /// Answers a request once whoever iterates over ``events()`` is done with its event. At the deadline an event that
    /// nobody asked for is answered 503; one that was handed out is waited for. The loop's task records it, so it counts
    /// also when the caller has hung up by then.
    public func respond(to request: HTTPRequest) async -> HTTPResponse {
        guard !tap.wantsHints else { return await answer(request, nil).response }
        return await answer(request) { event, record in try await inbox.park(event, record) }.response
    }

    /// The events of requests that ``respond(to:)`` answers, for as long as the task is not cancelled.
    ///
    /// Asking for the next event records the last one and lets it be answered 200; leaving the loop does not, so the event
    /// comes again, to the next loop or with the next attempt. One loop at a time. Ends after ``shutDown()``, or with a
    /// `CallFunnelError`: `cancelled`, and `alreadyIterating` for a second loop.
    public func events() -> Events {
        Events(inbox: inbox)
    }

    /// Takes nothing more in: what is being handled is finished, everything else is answered 503 from now on.
    ///
    /// ``drained()`` says when that is done.
    public func shutDown() {
        board.close()
        inbox.close()
    }

    /// Returns when no request is being answered any more, or when the task is cancelled. Not to be awaited by the code
    /// that handles events, which would wait for itself.
    public func drained() async {
        await board.isEmpty()
    }
}
