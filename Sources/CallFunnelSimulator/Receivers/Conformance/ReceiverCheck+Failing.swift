// SPDX-License-Identifier: Apache-2.0

extension ReceiverCheck {
    static let failing: [ReceiverCheck] = [
        ReceiverCheck("an event whose handler failed is asked for again, and handled") { trial in
            try await Self.fail(trial, times: 1)
        },
        ReceiverCheck("a handler that failed six times is given its seventh chance") { trial in
            try await Self.fail(trial, times: 6)
        },
        ReceiverCheck("an event is not answered before it is handled") { trial in
            let event = trial.event()
            let answer = try await trial.hold(event, on: trial.route())
            if let answer { try trial.expect(answer, .settled, "an event that was handled slowly") }
            try trial.expectHandled(event, "an event that was handled slowly")
        },
        ReceiverCheck("an event whose request was cut off is handled when it comes again") { trial in
            let route = try await trial.route()
            let event = trial.event()
            try await trial.hold(event, on: route, cuttingOff: true)
            await trial.pause(trial.subject.expectations.lease)
            try await trial.deliver(event, to: route, "an event that comes again after its request was cut off")
        },
    ]

    private static func fail(_ trial: ReceiverTrial, times: Int) async throws {
        let route = try await trial.route()
        let event = trial.event()
        trial.bench.fail(event, times: times)
        for _ in 0..<times {
            let answer = try await trial.send(trial.request(event), to: route)
            try trial.expect(answer, .retryable, "an event whose handler failed")
        }
        try await trial.deliver(event, to: route, "an event whose handler had failed before")
    }
}
