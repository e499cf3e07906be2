// SPDX-License-Identifier: Apache-2.0

/// Polls a CallFunnel account and turns what changed into one stream of events.
///
/// ```swift
/// import CallFunnel
///
/// let client = try CallFunnelClient()
/// let watcher = try Watcher(client, watching: [.approvals, .wallet(lowBelow: 1000)], startingFrom: .now)
/// for try await event in watcher.events() {
///     print(event.key)
/// }
/// ```
///
/// Every event the service shows is delivered at least once, in order per resource. Asking for the next event
/// acknowledges the last; leaving the loop does not, so the event comes again. No request is made while your code
/// works, nothing is buffered beyond one round of polls, and nothing runs when nobody asks.
public struct Watcher: Sendable {
    let setup: WatchSession.Setup
    let seat: Seat
    let cadence: Cadence

    /// - Parameters:
    ///   - client: what reads the account; its timing is the watcher's.
    ///   - sources: what to watch; naming one twice is naming it once. There is at most one wallet and one approvals
    ///     source.
    ///   - start: which events are new to a ledger that has not seen a source yet. There is no default, as each choice
    ///     can surprise.
    ///   - ledger: remembers what was handled; the default forgets it when the process ends.
    ///   - cadence: how often each source is polled, 30 s to 5 min (C11); `.adaptive()` asks less often while nothing is
    ///     open.
    ///   - observe: told what was noticed on the way. It must return quickly.
    /// - Throws: `invalidConfiguration` without a source, or with two wallets or two kinds of approvals.
    public init(
        _ client: CallFunnelClient,
        watching sources: [Source],
        startingFrom start: StartingPoint,
        ledger: (any EventLedger)? = nil,
        cadence: Cadence = .every(.seconds(30)),
        observe: @escaping @Sendable (Observation) -> Void = { _ in }
    ) throws(CallFunnelError) {
        var distinct: [Source] = []
        for source in sources where !distinct.contains(source) { distinct.append(source) }
        guard !distinct.isEmpty else {
            throw CallFunnelError(.invalidConfiguration, "a watcher needs a source, such as .approvals")
        }
        guard Set(distinct.map(\.name)).count == distinct.count else {
            throw CallFunnelError(.invalidConfiguration, "two sources read the same thing with different settings")
        }
        setup = WatchSession.Setup(
            client: client,
            sources: distinct,
            start: start,
            ledger: ledger ?? MemoryLedger(timing: client.timing),
            owner: client.timing.ownerName(),
            observe: observe,
            health: HealthBoard(distinct)
        )
        self.cadence = cadence
        seat = Seat(WatchSession(setup, cadence: cadence))
    }

    /// The events, for as long as the task is not cancelled.
    ///
    /// One loop at a time; after `break`, a new one goes on where the last stood. A transient failure never ends the
    /// stream. What does, as a `CallFunnelError`: `unauthorized` (three times in a row), `ledgerFailed`, `cancelled`,
    /// and `alreadyIterating` for a second loop.
    public func events() -> Events {
        Events(seat: seat, mode: .continuous, sources: setup.sources.count)
    }

    /// One poll of every source, whatever is due, and the events it brings: for cron jobs and tests.
    ///
    /// Ends after the last event. If a poll failed, in spite of the client's retries, the loop ends by throwing the
    /// first failure after everything that could be read was delivered.
    public func poll() -> Events {
        Events(seat: seat, mode: .oneTurn, sources: setup.sources.count)
    }

    /// How each source is doing, in the order they were named. May be asked at any time, also while a loop runs.
    public var health: [Health] { setup.health.all }
}
