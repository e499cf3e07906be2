// SPDX-License-Identifier: Apache-2.0

public import CallFunnel

/// The service's side of the contract, in process: answers the reading endpoints (C6 to C10) for a world that you move,
/// or that the webhooks of providers move (C17 to C19).
///
/// ```swift
/// import CallFunnel
/// import CallFunnelSimulator
///
/// let simulator = Simulator()
/// let client = try CallFunnelClient(apiKey: Simulator.defaultKey, transport: simulator)
///
/// let run = try await simulator.startRun(workflow: "wf_1")
/// let call = try await simulator.startCall(in: run, phone: "+12025550143")
/// try await simulator.endCall(call, disposition: "appointment_booked")
/// ```
/// Everything that happens is also written into ``truth``, so that a test can compare what was reported with what was
/// caused. Nothing here is random beyond its seed, and time comes from the injected timing only. Serve it over a socket
/// with ``respond(to:)``.
///
/// Beyond the contract it answers `GET /_simulator/truth`, without a key, with the truth as JSON.
public actor Simulator: Transport {
    /// The key that opens the reading endpoints unless another one was set.
    public static let defaultKey = "cf_live_simulated_0123456789abcdef"

    let timing: Timing
    let apiKey: String
    let pageSize: Int
    let shape: Shape
    let irregularities: Irregularities
    let providers: ProviderSettings

    var account: Account
    var workflows: [String] = []
    /// In the order they were started.
    var runs: [SimulatedRun] = []
    var approvals: [SimulatedApproval] = []
    var turns: [SimulatedTurn] = []
    var suspensionReason: String?
    var recorded = Truth()
    var outbox = Outbox()

    var low = Crossing()
    var exhausted = Crossing()
    var suspension = Crossing()
    var counters: [String: Int] = [:]
    var chance: SeededGenerator
    var faults: FaultPlan?
    var injected: [Fault] = []
    var retryAfterIsDate = false
    /// What is decided about irregular items comes from its own dice, so that it does not depend on the requests.
    var oddity: SeededGenerator
    /// Keys of what the answer under way shows that can go away again.
    var shown: [String] = []
    /// How long the wallet stayed beyond its lines.
    var episodes: [LevelEpisode] = []
    var served: [ServedRequest] = []
    /// By the provider and its id of the call.
    var providerCalls: [String: ProviderCall] = [:]
    /// Ids of the payment processor's events that were taken.
    var processorEvents: Set<String> = []

    /// - Parameters:
    ///   - seed: of request ids, shuffled pages and faults.
    ///   - timing: the service's clock and time of day, such as `world.clock.timing()`.
    ///   - account: what the wallet holds at the start.
    ///   - apiKey: the one key that is accepted (C2).
    ///   - pageSize: turns on one page of a timeline.
    ///   - shape: which of the forms the contract leaves open is answered.
    ///   - faults: what goes wrong by chance; nil is nothing.
    ///   - irregularities: what is odd about the items themselves; nothing unless given.
    ///   - providers: with what the webhooks of Twilio and the payment processor are verified; none is unless given.
    public init(
        seed: UInt64 = 1, timing: Timing = .system, account: Account = Account(),
        apiKey: String = Simulator.defaultKey, pageSize: Int = 20, shape: Shape = Shape(), faults: FaultPlan? = nil,
        irregularities: Irregularities = Irregularities(), providers: ProviderSettings = ProviderSettings()
    ) {
        self.timing = timing
        self.account = account
        self.apiKey = apiKey
        self.pageSize = max(1, pageSize)
        self.shape = shape
        self.faults = faults
        self.irregularities = irregularities
        self.providers = providers
        chance = SeededGenerator(seed: seed)
        oddity = SeededGenerator(seed: seed ^ 0x0DD1)
    }

    /// What has happened so far.
    public var truth: Truth { recorded }

    /// The latest requests, oldest first: at least the last thousand.
    public var requests: [ServedRequest] { served }

    /// The request whose answer carried this `X-Request-ID`, if it is among the latest.
    package func request(_ id: String) -> ServedRequest? {
        served.last { $0.id == id }
    }

    /// Says that nothing more is going to happen, for readers of the truth that wait for the end.
    public func end() {
        recorded.ended = true
        outbox.ring()
    }

    /// Makes the next `times` requests fail in this way. Injected faults come before those of the plan, in order.
    public func inject(_ fault: Fault, times: Int = 1) {
        injected += Array(repeating: fault, count: max(0, times))
    }

    /// Replaces the faults that strike by chance; nil ends them, and what was injected as well.
    public func setFaults(_ plan: FaultPlan?) {
        faults = plan
        if plan == nil { injected = [] }
    }

    /// The service's time of day, as exact as the service keeps it.
    var time: Timestamp {
        let now = timing.now()
        guard shape.wholeSeconds else { return now }
        let remainder = now.microsecondsSinceEpoch % 1_000_000
        return Timestamp(microsecondsSinceEpoch: now.microsecondsSinceEpoch - remainder)
    }

    /// A new id such as `call_17`, or `17` where ids are numbers.
    func newID(_ kind: String) -> String {
        let number = counters[kind, default: 0] + 1
        counters[kind] = number
        return shape.identifiers == .integers ? String(number) : "\(kind)_\(number)"
    }

    func record(
        _ type: String, _ kind: String, _ id: String, suffix: String = "", at endpoint: TruthEntry.Endpoint,
        readableAt: Timestamp? = nil
    ) {
        let now = timing.now()
        recorded.entries.append(
            TruthEntry(
                key: "\(type)/\(id)\(suffix)", type: type, resource: "\(kind)/\(id)", at: time, endpoint: endpoint,
                readableAt: readableAt.map { max($0, now) } ?? now
            )
        )
        push(type, kind, id, key: "\(type)/\(id)\(suffix)")
    }
}
