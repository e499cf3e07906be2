// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// One run of one scenario: events that nobody else uses, and words for what goes wrong.
struct ReceiverTrial: Sendable {
    let scenario: String
    let subject: ReceiverConformance
    let bench = HandlerBench()
    private let prefix: String

    init(scenario: String, of subject: ReceiverConformance) {
        self.scenario = scenario
        self.subject = subject
        prefix = "\(subject.name)-\((ReceiverConformance.scenarios.firstIndex(of: scenario) ?? 0) + 1)-"
    }

    /// A process over the subject's store.
    func route() async throws -> ReceiverConformance.Route {
        try await subject.open { [bench] in try await bench.handle($0) }
    }

    // Events.

    func event(
        _ label: some CustomStringConvertible = "x", type: String = "call.completed", data: JSON? = nil,
        hasData: Bool = true, layout: ((String, String) -> String)? = nil
    ) -> TrialEvent {
        let (id, subject) = ("evt_\(prefix)\(label)", "call_\(prefix)\(label)")
        let shown: JSON = ["id": .string(subject), "status": "completed", "disposition": "interested"]
        let isLevel = type == "wallet.low"
        let event = TrialEvent(
            id: id, type: type, subject: isLevel ? "38@\(id)" : subject, data: hasData ? data ?? shown : nil,
            at: self.subject.timing.now(), layout: layout.map { Array($0(id, subject).utf8) })
        bench.register(event, as: [event.id, event.key])
        return event
    }

    func signing(_ event: TrialEvent) -> TrialSigning {
        TrialSigning(secrets: Array(subject.secrets.prefix(1)), eventID: event.id, body: event.body)
    }

    /// A request for an event, signed now and soundly but for what is changed.
    func request(_ event: TrialEvent, _ change: (inout TrialSigning) -> Void = { _ in }) -> HTTPRequest {
        var signing = signing(event)
        change(&signing)
        if let other = signing.eventID { bench.register(event, as: [other]) }
        let time = subject.timing.now().advanced(by: signing.offset)
        let text = WebhookSignature.sign(event.body, secrets: signing.secrets, at: time)
        var headers = signing.layout.map { $0(text) } ?? [:]
        headers.add("Content-Type", "application/json")
        if let id = signing.eventID { headers.add("X-CF-Event-Id", id) }
        return HTTPRequest(method: signing.method, url: subject.path, headers: headers, body: signing.body)
    }

    // Requests.

    func send(_ request: HTTPRequest, to route: @escaping ReceiverConformance.Route) async throws -> HTTPResponse {
        let (timing, deadline) = (subject.timing, subject.expectations.deadline)
        let end = timing.elapsed() + deadline
        switch await timing.run(until: end, { await route(request) }) {
        case .finished(let response) where timing.elapsed() < end: return response
        case .finished, .failed, .timedOut:
            throw fail(expected: "an answer within \(deadline)", found: "none", .neverSettled)
        }
    }

    /// Sends a push the way nothing is wrong with it, and wants it handled once in all.
    func deliver(
        _ event: TrialEvent, to route: @escaping ReceiverConformance.Route, _ when: String,
        _ change: (inout TrialSigning) -> Void = { _ in }
    ) async throws {
        let answer = try await send(request(event, change), to: route)
        try expect(answer, .settled, when, refused: bench.handled(event) > 0 ? .misreported : .eventLost)
        try expectHandled(event, when)
    }

    /// Sends what must not be taken for an event of the service.
    func refuse(
        _ event: TrialEvent, by route: @escaping ReceiverConformance.Route, _ when: String, retryable: Bool = false,
        _ change: (inout TrialSigning) -> Void = { _ in }
    ) async throws {
        let answer = try await send(request(event, change), to: route)
        guard bench.begun(event) == 0 else {
            throw fail(expected: "no handling of \(when)", found: "it was handled", .forged)
        }
        try expect(answer, retryable ? .retryable : .unsettled, when)
    }

    // What is wanted.

    enum Want {
        /// 2xx: the service takes the event for delivered.
        case settled
        /// The service tries again.
        case retryable
        /// Anything but 2xx.
        case unsettled
        /// Anything but a final refusal.
        case notRefused

        var words: String {
            switch self {
            case .settled: "a 2xx"
            case .retryable: "an answer that is tried again (5xx, 408, 429)"
            case .unsettled: "no 2xx"
            case .notRefused: "no final refusal"
            }
        }
    }

    /// - Parameter cost: what comes of a final refusal.
    func expect(
        _ answer: HTTPResponse, _ want: Want, _ when: String, refused cost: ReceiverConformance.Cost = .eventLost
    ) throws {
        let verdict = WebhookSchedule.verdict(on: answer.status)
        switch (want, verdict) {
        case (.settled, .delivered), (.retryable, .retry), (.notRefused, .delivered), (.notRefused, .retry),
            (.unsettled, .retry), (.unsettled, .permanentFailure):
            return
        case (.unsettled, .delivered):
            throw fail(expected: "\(want.words) for \(when)", found: "\(answer.status)", .forged)
        case (.retryable, .delivered):
            throw fail(
                expected: "\(want.words) for \(when)",
                found: "\(answer.status), which the service takes for handled", .eventLost)
        case (_, .permanentFailure):
            throw fail(
                expected: "\(want.words) for \(when)",
                found: "\(answer.status), after which the service never tries again", cost)
        case (.settled, .retry):
            throw fail(expected: "\(want.words) for \(when)", found: "\(answer.status)", .neverSettled)
        }
    }

    /// Wants an event handled to its end so often, once unless said otherwise.
    func expectHandled(_ event: TrialEvent, times: Int = 1, _ when: String) throws {
        let found = bench.handled(event)
        guard found != times else { return }
        throw fail(
            expected: "\(Self.words(times)) of \(when)", found: "\(Self.words(found))",
            found < times ? .eventLost : .handledTwice)
    }

    func fail(expected: String, found: String, _ cost: ReceiverConformance.Cost) -> ReceiverConformance.Failure {
        ReceiverConformance.Failure(scenario: scenario, expected: expected, found: found, cost: cost)
    }

    private static func words(_ times: Int) -> String {
        switch times {
        case 0: "no handling"
        case 1: "one handling"
        default: "\(times) handlings"
        }
    }
}
