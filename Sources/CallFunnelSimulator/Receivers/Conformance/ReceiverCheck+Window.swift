// SPDX-License-Identifier: Apache-2.0

extension ReceiverCheck {
    static let window: [ReceiverCheck] = [
        ReceiverCheck("a clock that is off within the window does no harm") { trial in
            let route = try await trial.route()
            for (label, factor) in [-0.9, 0.9].enumerated() {
                try await trial.deliver(
                    trial.event(label), to: route,
                    "an event whose signature is \(factor < 0 ? "older" : "newer") than now"
                ) { $0.offset = trial.subject.expectations.tolerance * factor }
            }
        },
        ReceiverCheck("a signature from before the window is not handled, and costs no event") { trial in
            try await Self.outside(trial, factor: -2, "a signature twice as old as the window")
        },
        ReceiverCheck("a signature from after the window is not handled, and costs no event") { trial in
            try await Self.outside(trial, factor: 2, "a signature from the future")
        },
    ]

    /// The receiver's clock may be the wrong one, and every retry is signed afresh: so this must not be the last word.
    private static func outside(_ trial: ReceiverTrial, factor: Double, _ what: String) async throws {
        let route = try await trial.route()
        let event = trial.event()
        try await trial.refuse(event, by: route, what, retryable: true) {
            $0.offset = trial.subject.expectations.tolerance * factor
        }
        try await trial.deliver(event, to: route, "the retry, once the clocks agree")
    }
}
