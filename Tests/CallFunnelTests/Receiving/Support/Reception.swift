// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// A receiver's surroundings on a simulated clock, and pushes as the service would send them.
struct Reception: Sendable {
    static let secretText = "whsec_Zq7SECRETx42"

    let world: SimulatedWorld
    let timing: Timing
    let secret: WebhookSecret
    let observations = Log<WebhookReceiver.Observation>()
    /// Printed keys of what was handed over.
    let handled = Log<String>()

    /// - Parameter skew: how much the receiver's time of day is ahead of the service's.
    init(seed: UInt64? = nil, skew: Duration = .zero, sharing shared: SimulatedWorld? = nil) throws {
        world = shared ?? SimulatedWorld(seed: seed)
        timing = world.clock.timing(seed: seed ?? 0, skew: skew)
        secret = try WebhookSecret(Self.secretText)
    }

    func receiver(
        secrets: [WebhookSecret]? = nil, ledger: (any EventLedger)? = nil, deadLetters: (any DeadLetters)? = nil,
        _ configuration: WebhookReceiver.Configuration = .init()
    ) throws(CallFunnelError) -> WebhookReceiver {
        let observations = observations
        return try WebhookReceiver(
            secrets: secrets ?? [secret], ledger: ledger, deadLetters: deadLetters, configuration: configuration,
            timing: timing, observe: { observations.add($0) })
    }

    /// What is written down by `handling: reception.note`.
    var note: @Sendable (CallFunnelEvent) async throws -> Void {
        { [handled] event in handled.add(event.key.description) }
    }

    var time: Timestamp { world.clock.time }

    /// A request signed at the service's time, or at `time`.
    func request(
        _ body: String, id: String? = nil, at time: Timestamp? = nil, secrets: [WebhookSecret]? = nil
    ) -> HTTPRequest {
        request(bytes: Array(body.utf8), id: id, at: time, secrets: secrets)
    }

    func request(
        bytes: [UInt8], id: String? = nil, at time: Timestamp? = nil, secrets: [WebhookSecret]? = nil
    ) -> HTTPRequest {
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        headers[WebhookSignature.headerName] = WebhookSignature.sign(
            bytes, secrets: secrets ?? [secret], at: time ?? self.time)
        if let id { headers["X-CF-Event-Id"] = id }
        return HTTPRequest(method: "POST", url: Self.url, headers: headers, body: bytes)
    }

    /// A completed call, pushed.
    func call(_ call: String = "call_1", run: String = "run_1", push id: String = "evt_1") -> HTTPRequest {
        request(Self.call(call, run: run, push: id), id: id)
    }

    static func call(_ call: String = "call_1", run: String = "run_1", push id: String? = "evt_1") -> String {
        envelope("call.completed", id, data: #"{"id": "\#(call)", "run_id": "\#(run)", "status": "completed"}"#)
    }

    static func envelope(_ type: String, _ id: String?, at time: Timestamp? = nil, data: String) -> String {
        let id = id.map { #""id": "\#($0)", "# } ?? ""
        let time = time.map { #""created_at": "\#($0)", "# } ?? ""
        return #"{\#(id)"type": "\#(type)", \#(time)"tenant_id": 38, "data": \#(data)}"#
    }

    static let url = URL(string: "http://127.0.0.1/webhooks") ?? URL(filePath: "/webhooks")

    /// The names of what was observed, in order, without their values.
    var observed: [String] {
        observations.all.map { String("\($0)".prefix { $0 != "(" }) }
    }
}

extension HTTPResponse {
    /// The reason given, without its line break.
    var reason: String { String(decoding: body, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }
}

extension Reception {
    /// What a request was answered, and when.
    struct Answer: Sendable, Hashable {
        let status: Int
        let at: Duration

        init(_ status: Int, at: Duration) {
            self.status = status
            self.at = at
        }
    }

    /// Sends a request at a time.
    struct Step: Sendable {
        let at: Duration
        let request: @Sendable (Reception) -> HTTPRequest

        init(_ at: Duration, _ request: @escaping @Sendable (Reception) -> HTTPRequest) {
            self.at = at
            self.request = request
        }
    }

    /// The answers, in the order of the steps.
    func answers(
        to steps: [Step], _ respond: @escaping @Sendable (HTTPRequest) async -> HTTPResponse
    ) async -> [Answer] {
        struct Answered: Sendable {
            let index: Int
            let answer: Answer
        }
        return await withTaskGroup(of: Answered.self) { group in
            for (index, step) in steps.enumerated() {
                group.addTask {
                    if step.at > .zero { try? await timing.sleep(step.at) }
                    let response = await respond(step.request(self))
                    return Answered(index: index, answer: Answer(response.status, at: timing.elapsed()))
                }
            }
            var answers: [Answered] = []
            for await answered in group { answers.append(answered) }
            return answers.sorted { $0.index < $1.index }.map(\.answer)
        }
    }

    func sleep(_ duration: Duration) async throws {
        try await timing.sleep(timing.elapsed() + duration)
    }

    /// Waits to the end, whatever becomes of the task.
    func deaf(for duration: Duration) async {
        let (end, done) = (timing.elapsed() + duration, Promise<Void>())
        world.start {
            try? await timing.sleep(end)
            done.settle(())
        }
        await done.value
    }
}

/// Outside of `#expect`, so that a closure that throws nowhere else is known to throw.
func expectKeys(_ found: [String], _ expected: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(found == expected, sourceLocation: sourceLocation)
}
