// SPDX-License-Identifier: Apache-2.0

public import CallFunnel
public import Foundation

/// What every receiver of pushes owes its service (C13 to C16), as scenarios that can be run against your own route.
///
/// ```swift
/// import CallFunnel
/// import CallFunnelSimulator
///
/// let secret = try WebhookSecret("whsec_test")
/// let conformance = ReceiverConformance(secrets: [secret]) { handle in
///     // Your route, with `handle` called where your code handles an event.
///     return { request in
///         guard let signature = try? WebhookSignature(headers: request.headers),
///             (try? signature.verify(request.body, secrets: [secret], at: Timestamp(.now))) != nil
///         else { return HTTPResponse(status: 503) }
///         do {
///             try await handle(request.headers["X-CF-Event-Id"] ?? "")
///             return HTTPResponse(status: 200)
///         } catch {
///             return HTTPResponse(status: 503)
///         }
///     }
/// }
/// for failure in await conformance.run() { print(failure) }
/// ```
/// prints among others that this route handles a repeated event again. Every scenario uses events of its own, so the
/// store behind the route need not be empty. Nothing waits for hours: a retry is a fresh signature, and a receiver cannot
/// tell how long it took to come.
public struct ReceiverConformance: Sendable {
    /// Answers a push.
    public typealias Route = @Sendable (HTTPRequest) async -> HTTPResponse

    /// To be called where your code makes an event its own: where its effect takes place, or is queued for good. Give it
    /// the event's id, as its body has it. Throws where the scenario wants your handler to fail, and may take a while.
    public typealias Handler = @Sendable (_ eventID: String) async throws -> Void

    /// What a receiver may decide for itself.
    public struct Expectations: Sendable, Hashable {
        /// Whom the store behind the route serves: decides what has to outlive what.
        public var reach: LedgerConformance.Reach = .memory
        /// Answers a well-formed signature that no secret gives with a 4xx, by choice. A secret that is rotated late then
        /// costs every event that came in between.
        public var refusesUnknownSignatures = false
        /// How far a signature's time may be off, either way (C14).
        public var tolerance: Duration = .seconds(300)
        /// How long an event stays taken by a request that was cut off, such as the lease of its claim; zero where it is
        /// free at once.
        public var lease: Duration = .zero
        /// How long a scenario waits for an answer that should not come yet. A longer one finds slower mistakes.
        public var patience: Duration = .milliseconds(50)
        /// No answer at all within this is a failure. Longer than your handler's deadline.
        public var deadline: Duration = .seconds(60)

        public init() {}
    }

    let secrets: [WebhookSecret]
    let expectations: Expectations
    let timing: Timing
    let path: URL
    let name: String
    let open: @Sendable (@escaping Handler) async throws -> Route

    /// - Parameters:
    ///   - secrets: those your route knows, at least one; with two, rotation is tried as well.
    ///   - expectations: what it may decide for itself.
    ///   - timing: the clock and time of day your route works with.
    ///   - path: what requests are sent to.
    ///   - name: tells the events of this run from those of earlier ones in the same store; random unless given.
    ///   - open: your route over the same store each time, as after a restart or in another process. Handled events are
    ///     reported to the handler it is given.
    public init(
        secrets: [WebhookSecret], expectations: Expectations = Expectations(), timing: Timing = .system,
        path: URL = URL(filePath: "/webhooks"), name: String? = nil,
        open: @escaping @Sendable (_ handle: @escaping Handler) async throws -> Route
    ) {
        self.secrets = secrets
        self.expectations = expectations
        self.timing = timing
        self.path = path
        self.name = name ?? String(UInt64.random(in: 0...UInt64.max), radix: 36)
        self.open = open
    }

    /// The names of all scenarios, in the order they are run.
    public static var scenarios: [String] { ReceiverCheck.all.map(\.name) }

    /// Those that do not apply to a receiver like this one.
    public var skipped: [String] { ReceiverCheck.all.filter { !$0.applies(self) }.map(\.name) }

    /// Runs every scenario that applies.
    ///
    /// - Returns: at most one failure a scenario, in the order of ``scenarios``; empty for a receiver that keeps its
    ///   promises.
    public func run() async -> [Failure] { await run(ReceiverCheck.all) }

    /// Runs the scenarios of these names; names that are none are passed over.
    public func run(only names: [String]) async -> [Failure] {
        await run(ReceiverCheck.all.filter { names.contains($0.name) })
    }

    private func run(_ checks: [ReceiverCheck]) async -> [Failure] {
        var failures: [Failure] = []
        for check in checks where check.applies(self) {
            do {
                try await check.body(ReceiverTrial(scenario: check.name, of: self))
            } catch let failure as Failure {
                failures.append(failure)
            } catch {
                failures.append(
                    Failure(
                        scenario: check.name, expected: "a route to be opened", found: "the error \(error)",
                        cost: .unusable))
            }
        }
        return failures
    }
}
