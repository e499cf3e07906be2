// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension ReceiverCheck {
    static let headers: [ReceiverCheck] = [
        ReceiverCheck("a signature header that cannot be read is not handled") { trial in
            let route = try await trial.route()
            for (label, layout) in Self.unreadable.enumerated() {
                try await trial.refuse(trial.event(label), by: route, "a signature header that cannot be read") {
                    $0.layout = { ["X-CF-Signature": layout($0)] }
                }
            }
        },
        ReceiverCheck("a header with two times is not handled") { trial in
            let now = trial.subject.timing.now().microsecondsSinceEpoch / 1_000_000
            let route = try await trial.route()
            for isFirst in [true, false] {
                try await trial.refuse(trial.event(isFirst), by: route, "an old signature with a second, fresh time") {
                    $0.offset = .zero - trial.subject.expectations.tolerance * 2
                    $0.layout = { ["X-CF-Signature": isFirst ? "t=\(now),\($0)" : "\($0),t=\(now)"] }
                }
            }
        },
        ReceiverCheck("a signature header is read in every layout that proxies give it") { trial in
            let route = try await trial.route()
            for variant in 0..<SignatureLayout.count {
                try await trial.deliver(
                    trial.event(variant), to: route, "an authentic event whose signature header was rearranged"
                ) { $0.layout = { SignatureLayout($0).fields(variant) } }
            }
        },
        ReceiverCheck("one right signature among wrong ones is enough") { trial in
            let route = try await trial.route()
            let stranger = try WebhookSecret("whsec_of_somebody_else")
            for (label, isFirst) in [true, false].enumerated() {
                try await trial.deliver(
                    trial.event(label), to: route, "an authentic event that has a foreign signature as well"
                ) { $0.secrets.insert(stranger, at: isFirst ? 0 : 1) }
            }
        },
        ReceiverCheck("every secret of a rotation is taken", if: { $0.secrets.count > 1 }) { trial in
            let route = try await trial.route()
            for (number, secret) in trial.subject.secrets.enumerated() {
                try await trial.deliver(trial.event(number), to: route, "an event signed with secret \(number + 1)") {
                    $0.secrets = [secret]
                }
            }
            try await trial.deliver(trial.event("all"), to: route, "an event signed with all secrets") {
                $0.secrets = trial.subject.secrets
            }
        },
        ReceiverCheck("a secret that comes late costs no event", if: { !$0.expectations.refusesUnknownSignatures }) {
            trial in
            let route = try await trial.route()
            let event = trial.event()
            let tomorrow = try WebhookSecret("whsec_of_tomorrow")
            try await trial.refuse(event, by: route, "a signature of a secret it does not know yet", retryable: true) {
                $0.secrets = [tomorrow]
            }
            try await trial.deliver(event, to: route, "the retry, signed with a secret it knows")
        },
    ]

    private static let unreadable: [@Sendable (String) -> String] = [
        { _ in "" }, { _ in "t=,v1=" }, { _ in "v1" }, { "\($0.drop { $0 != "," }.dropFirst())" },
        { "\($0.prefix { $0 != "," })" }, { "\($0.prefix { $0 != "," }),v1=" }, { $0.replacing("v1=", with: "v0=") },
        { $0.replacing("t=", with: "t=nan,x=") }, { $0.replacing("t=", with: "T=") },
        { $0.replacing("v1=", with: "v1=00") }, { String($0.dropLast()) }, { $0.replacing("=", with: ":") },
    ]
}
