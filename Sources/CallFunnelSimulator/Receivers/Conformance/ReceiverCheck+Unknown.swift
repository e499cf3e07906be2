// SPDX-License-Identifier: Apache-2.0

extension ReceiverCheck {
    static let unknown: [ReceiverCheck] = [
        ReceiverCheck("an event of a type that is new is taken") { trial in
            // Whether it is handled is the receiver's business; refusing it costs whoever comes to know the type later.
            let event = trial.event(type: "call.sentiment_changed", data: ["id": "call_1", "sentiment": "cheerful"])
            let answer = try await trial.send(trial.request(event), to: trial.route())
            try trial.expect(answer, .settled, "an event of a new type")
        },
        ReceiverCheck("an event with unknown fields and words is handled") { trial in
            let event = trial.event { id, call in
                #"{"id":"\#(id)","type":"call.completed","schema":7,"data":{"id":"\#(call)","status":"pondering","#
                    + #""moods":[null,{"a":[]}],"duration_seconds":null,"direction":"sideways"}}"#
            }
            try await trial.deliver(event, to: trial.route(), "an event with fields and words that are new")
        },
        ReceiverCheck("an event whose data cannot be read is not refused") { trial in
            let route = try await trial.route()
            for (label, data) in [JSON.integer(7), .null, .array([]), .string("gone"), ["status": 3]].enumerated() {
                let event = trial.event(label, data: data)
                let answer = try await trial.send(trial.request(event), to: route)
                try trial.expect(answer, .notRefused, "an authentic event whose data cannot be read")
            }
            let bare = trial.event("bare", hasData: false)
            let answer = try await trial.send(trial.request(bare), to: route)
            try trial.expect(answer, .notRefused, "an authentic event without data")
        },
    ]
}
