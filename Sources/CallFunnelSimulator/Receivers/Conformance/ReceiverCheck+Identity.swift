// SPDX-License-Identifier: Apache-2.0

extension ReceiverCheck {
    static let identity: [ReceiverCheck] = [
        ReceiverCheck("an event that was handled is answered 2xx and not handled again") { trial in
            let route = try await trial.route()
            let event = trial.event()
            try await trial.deliver(event, to: route, "an authentic event")
            for age in 1...2 {
                try await trial.deliver(event, to: route, "an event that was sent again") { $0.offset = .seconds(-age) }
            }
        },
        ReceiverCheck("a copy of a request is not handled again") { trial in
            let route = try await trial.route()
            let event = trial.event()
            let request = trial.request(event)
            for when in ["an authentic event", "a copy of the request before"] {
                try trial.expect(await trial.send(request, to: route), .settled, when)
                try trial.expectHandled(event, when)
            }
        },
        ReceiverCheck("an event under another X-CF-Event-Id is not handled again") { trial in
            // The signature does not cover that header: anybody who can repeat a request can change it.
            let route = try await trial.route()
            let event = trial.event()
            try await trial.deliver(event, to: route, "an authentic event")
            try await trial.deliver(event, to: route, "an event that came again under another X-CF-Event-Id") {
                $0.eventID = event.id + "-changed"
            }
        },
        ReceiverCheck("two events under one X-CF-Event-Id are both handled") { trial in
            let route = try await trial.route()
            let (first, second) = (trial.event(1), trial.event(2))
            try await trial.deliver(first, to: route, "an authentic event")
            try await trial.deliver(second, to: route, "another event under the same X-CF-Event-Id") {
                $0.eventID = first.id
            }
        },
        ReceiverCheck("an event without X-CF-Event-Id is handled, and once") { trial in
            let route = try await trial.route()
            let event = trial.event()
            for when in ["an event without X-CF-Event-Id", "its repeat"] {
                try await trial.deliver(event, to: route, when) { $0.eventID = nil }
            }
        },
        ReceiverCheck("each crossing of a level is handled, though their data are the same") { trial in
            let route = try await trial.route()
            for label in 1...2 {
                let event = trial.event(label, type: "wallet.low", data: ["tenant_id": 38, "balance_minor": 150])
                try await trial.deliver(
                    event, to: route, "a wallet that ran low\(label > 1 ? " for the second time" : "")")
            }
        },
        ReceiverCheck("events are handled in whatever order they come") { trial in
            let route = try await trial.route()
            for type in ["workflow.run.ended", "call.completed", "workflow.run.started"] {
                let event = trial.event(
                    type, type: type, data: ["run_id": "run_1", "id": .string("run-of-\(type)"), "status": "completed"])
                try await trial.deliver(event, to: route, "a \(type)")
            }
        },
        ReceiverCheck("an event that was handled is known after a restart", if: { $0.expectations.reach != .memory }) {
            trial in
            let event = trial.event()
            try await trial.deliver(event, to: trial.route(), "an authentic event")
            try await trial.deliver(event, to: trial.route(), "an event that was sent again after a restart")
        },
    ]
}
