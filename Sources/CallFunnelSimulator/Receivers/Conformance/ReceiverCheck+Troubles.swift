// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension ReceiverCheck {
    static let troubles: [ReceiverCheck] = [
        ReceiverCheck("of a troubled sender's events, each is handled once") { trial in
            let route = try await trial.route()
            let types = ["call.completed", "call.failed", "workflow.run.ended", "approval.requested", "wallet.low"]
            let events = (0..<40).map { trial.event($0, type: types[$0 % types.count]) }
            let refuses = trial.subject.expectations.refusesUnknownSignatures
            let kinds = Self.instant.filter { $0 != .bodyRewritten || !refuses }
            let troubles = SenderTroubles(kinds, rate: 0.3, seed: 0x5EED)
            let failures = await withTaskGroup(of: ReceiverConformance.Failure?.self) { group in
                for (number, event) in events.enumerated() {
                    group.addTask { await Self.push(event, number, troubles, to: route, trial) }
                }
                return await group.reduce(into: [ReceiverConformance.Failure]()) {
                    if let failure = $1 { $0.append(failure) }
                }
            }
            if let failure = failures.first { throw failure }
            for event in events { try trial.expectHandled(event, "an event of a troubled sender") }
        }
    ]

    /// Those that need no time to pass.
    private static let instant: [SenderTrouble] = [
        .neverSignsAgain, .repeatsAfterSuccess, .deliversTwiceAtOnce, .clockOff, .eventIDChanged, .eventIDMissing,
        .bodyRewritten, .headerRearranged, .answerLost,
    ]

    /// All attempts at one event, without waits, and with a handler that fails at every fourth event at first.
    private static func push(
        _ event: TrialEvent, _ number: Int, _ troubles: SenderTroubles,
        to route: @escaping ReceiverConformance.Route, _ trial: ReceiverTrial
    ) async -> ReceiverConformance.Failure? {
        var struck = troubles.strike(number)
        // A signature that is off for good can only be given up.
        if struck.contains(.clockOff) { struck.removeAll { $0 == .neverSignsAgain } }
        let pushed = WebhookPush(id: event.id, type: "", createdAt: trial.subject.timing.now(), body: event.body)
        var plan = SigningPlan(event: pushed, push: number, struck: struck, troubles: troubles)
        if number % 4 == 0 { trial.bench.fail(event, times: 1) }
        let secrets = SigningSecrets(trial.subject.secrets)
        var repeats = struck.contains(.repeatsAfterSuccess) ? 1 : 0
        for attempt in 1...8 {
            let signed = plan.sign(attempt: attempt, at: trial.subject.timing.now(), secrets: secrets)
            if let id = signed.headers["X-CF-Event-Id"] { trial.bench.register(event, as: [id]) }
            let request = HTTPRequest(
                method: "POST", url: trial.subject.path, headers: signed.headers, body: signed.body)
            var isDelivered = false
            for step in await steps(request, signed.copies, to: route, trial) {
                switch step {
                case .failed(let failure): return failure
                case .answered(let response) where WebhookSchedule.verdict(on: response.status) == .permanentFailure:
                    return trial.fail(
                        expected: "no final refusal of an authentic event", found: "\(response.status)", .eventLost)
                case .answered(let response) where !signed.losesAnswer:
                    isDelivered = isDelivered || WebhookSchedule.verdict(on: response.status) == .delivered
                default: break
                }
            }
            if isDelivered {
                if repeats == 0 { return nil }
                repeats -= 1
            }
        }
        return trial.fail(expected: "a 2xx within eight attempts", found: "none", .neverSettled)
    }

    private static func steps(
        _ request: HTTPRequest, _ copies: Int, to route: @escaping ReceiverConformance.Route, _ trial: ReceiverTrial
    ) async -> [HeldStep] {
        await withTaskGroup(of: HeldStep.self) { group in
            for _ in 0..<copies { group.addTask { await trial.step(request, to: route) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }
}
