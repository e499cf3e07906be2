// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension ReceiverCheck {
    static let overlapping: [ReceiverCheck] = [
        ReceiverCheck("the same event twice at once is handled once") { trial in
            let event = trial.event()
            try await Self.race([trial.request(event), trial.request(event)], on: trial.route(), trial)
            try trial.expectHandled(event, "an event that came twice at once")
        },
        ReceiverCheck("an event that is being handled does not count as handled") { trial in
            let route = try await trial.route()
            try await Self.overlap(trial, first: route, second: route)
        },
        ReceiverCheck(
            "an event that another process is handling does not count as handled",
            if: { $0.expectations.reach == .manyProcesses }
        ) { trial in
            try await Self.overlap(trial, first: trial.route(), second: trial.route())
        },
    ]

    /// Sends requests for one event at the same time until none is to be tried again.
    private static func race(
        _ requests: [HTTPRequest], on route: @escaping ReceiverConformance.Route, _ trial: ReceiverTrial
    ) async throws {
        var open = requests
        for _ in 0..<7 where !open.isEmpty {
            let answers = await withTaskGroup(of: HeldStep.self) { group in
                for request in open { group.addTask { await trial.step(request, to: route) } }
                return await group.reduce(into: [HeldStep]()) { $0.append($1) }
            }
            var left = 0
            for answer in answers {
                if case .failed(let failure) = answer { throw failure }
                guard case .answered(let response) = answer else { continue }
                try trial.expect(response, .notRefused, "an event that came twice at once")
                if WebhookSchedule.verdict(on: response.status) == .retry { left += 1 }
            }
            open = Array(open.prefix(left))
        }
    }

    /// While the first delivery is being handled a second one comes; then the first one's handler fails.
    private static func overlap(
        _ trial: ReceiverTrial, first: @escaping ReceiverConformance.Route, second: @escaping ReceiverConformance.Route
    ) async throws {
        let event = trial.event()
        let request = trial.request(event)
        let gate = trial.bench.hold(event)
        let answers = try await withThrowingTaskGroup(of: Overlap.self) { group in
            defer { gate.open(failing: true) }
            group.addTask { .first(await trial.step(request, to: first)) }
            group.addTask {
                await gate.reached()
                return .reached
            }
            guard case .reached = try await group.next() else { return [Overlap]() }
            group.addTask { .second(await trial.step(request, to: second)) }
            await trial.pause(trial.subject.expectations.patience)
            guard trial.bench.begun(event) == 1 else {
                throw trial.fail(
                    expected: "nothing to handle an event beside its first handling", found: "a second handling",
                    .handledTwice)
            }
            gate.open(failing: true)
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for answer in answers {
            guard case .second(let step) = answer else { continue }
            if case .failed(let failure) = step { throw failure }
            guard case .answered(let response) = step else { continue }
            // It may have waited, and handled the event itself.
            let want: ReceiverTrial.Want = trial.bench.handled(event) > 0 ? .notRefused : .retryable
            try trial.expect(response, want, "an event whose first handling, still under way, was to fail")
        }
        try await trial.deliver(event, to: first, "an event that came twice and whose first handling failed")
    }

    private enum Overlap: Sendable {
        case first(HeldStep)
        case second(HeldStep)
        case reached
    }
}
