// SPDX-License-Identifier: Apache-2.0

public import CallFunnel
public import Foundation

/// The service's side of pushing (C12 to C16): signs events, delivers them, tries again on the service's schedule, and
/// remembers what it believes about each.
///
/// ```swift
/// import CallFunnel
/// import CallFunnelSimulator
///
/// let world = SimulatedWorld()
/// let timing = world.clock.timing()
/// let simulator = Simulator(timing: timing)
/// let secret = try WebhookSecret("whsec_simulated")
/// let sender = WebhookSender(secrets: SigningSecrets(secret), timing: timing) { request in
///     // Your route.
///     HTTPResponse(status: 503)
/// }
/// let deliveries = try world.run {
///     async let pushing: Void = sender.push(from: simulator)
///     try await Scenario.campaign().play(on: simulator, timing: timing)
///     await pushing
///     return await sender.deliveries
/// }
/// for delivery in deliveries { print(delivery) }
/// ```
/// In a ``SimulatedWorld`` the whole schedule of a day and a half passes at once. Pushes are independent of each other:
/// one that fails holds up nobody. Nothing runs unless ``push(from:)`` or ``deliver(_:)`` is under way, and what they
/// started has ended when they return.
public actor WebhookSender {
    let endpoint: URL
    let secrets: SigningSecrets
    let timing: Timing
    let schedule: WebhookSchedule
    let troubles: SenderTroubles?
    let transport: any Transport
    var records: [WebhookDelivery] = []

    /// - Parameters:
    ///   - endpoint: where pushes are sent, such as `http://127.0.0.1:8080/webhooks` on a `URLSessionTransport`.
    ///   - secrets: what they are signed with.
    ///   - timing: the clock of the schedule, and the service's time of day.
    ///   - schedule: waits and timeout; C15's unless given.
    ///   - troubles: what goes wrong; nil is nothing.
    ///   - transport: takes the requests. It is cancelled at the timeout, and waited for.
    public init(
        to endpoint: URL, secrets: SigningSecrets, timing: Timing = .system, schedule: WebhookSchedule = .service,
        troubles: SenderTroubles? = nil, transport: any Transport
    ) {
        self.endpoint = endpoint
        self.secrets = secrets
        self.timing = timing
        self.schedule = schedule
        self.troubles = troubles
        self.transport = transport
    }

    /// Delivers to a route in this process, without a socket.
    ///
    /// - Parameter route: called for each attempt, for several at the same time. Its task is cancelled at the timeout.
    public init(
        secrets: SigningSecrets, timing: Timing = .system, schedule: WebhookSchedule = .service,
        troubles: SenderTroubles? = nil, route: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) {
        self.init(
            to: URL(filePath: "/webhooks"), secrets: secrets, timing: timing, schedule: schedule, troubles: troubles,
            transport: RouteTransport(route: route))
    }

    /// Every push so far, in the order the events happened.
    public var deliveries: [WebhookDelivery] { records }

    /// Pushes everything that has happened in the simulator and everything that happens while this runs.
    ///
    /// Returns once the simulator was told to ``Simulator/end()``, as a scenario does when it is over, and every push is
    /// delivered or given up. A cancelled task ends it early; pushes under way then stay pending.
    public func push(from simulator: Simulator) async {
        let bell = await simulator.bell()
        await withDiscardingTaskGroup { group in
            var count = 0
            for await _ in bell {
                let news = await simulator.news(since: count)
                count += news.events.count
                for index in accept(news.events) { group.addTask { await self.settle(index) } }
                if news.isLast { break }
            }
        }
    }

    /// Pushes these events, all at the same time, and returns when each is delivered or given up.
    public func deliver(_ events: [WebhookPush]) async {
        await withDiscardingTaskGroup { group in
            for index in accept(events) { group.addTask { await self.settle(index) } }
        }
    }

    private func accept(_ events: [WebhookPush]) -> Range<Int> {
        let first = records.count
        records += events.map { WebhookDelivery(event: $0) }
        return first..<records.count
    }
}

/// A route in this process as a transport.
private struct RouteTransport: Transport {
    let route: @Sendable (HTTPRequest) async -> HTTPResponse

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        // Suspending on both sides gives other attempts, and a simulated crash, a place before and after the answer.
        await Task.yield()
        let response = await route(request)
        await Task.yield()
        return response
    }
}
