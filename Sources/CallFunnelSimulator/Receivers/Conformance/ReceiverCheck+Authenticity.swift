// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension ReceiverCheck {
    static let authenticity: [ReceiverCheck] = [
        ReceiverCheck("an authentic event is handled and answered 2xx") { trial in
            try await trial.deliver(trial.event(), to: trial.route(), "an authentic event")
        },
        ReceiverCheck("the bytes of the body are verified, as they came") { trial in
            let route = try await trial.route()
            for (label, layout) in Self.layouts.enumerated() {
                try await trial.deliver(
                    trial.event(label, layout: layout), to: route, "an authentic event in an unusual layout")
            }
        },
        ReceiverCheck("a body that was written again on its way is not handled") { trial in
            let route = try await trial.route()
            // In order, without blanks: what programs that sort members sign if they verify their own writing.
            let sorted = trial.event("sorted") { id, subject in
                #"{"created_at":"2026-06-01T07:30:45Z","data":{"id":"\#(subject)","status":"completed"},"#
                    + #""id":"\#(id)","tenant_id":38,"type":"call.completed"}"#
            }
            for event in [trial.event(), sorted] {
                try await trial.refuse(event, by: route, "a body with other bytes than the signed ones") {
                    $0.body = event.body.rewrittenJSON
                }
            }
        },
        ReceiverCheck("a request without a signature is not handled") { trial in
            try await trial.refuse(trial.event(), by: trial.route(), "a request without a signature") {
                $0.layout = nil
            }
        },
        ReceiverCheck("a signature of another secret is not handled") { trial in
            let stranger = try WebhookSecret("whsec_of_somebody_else")
            try await trial.refuse(trial.event(), by: trial.route(), "a signature of another secret") {
                $0.secrets = [stranger]
            }
        },
        ReceiverCheck("a changed body is not handled") { trial in
            let route = try await trial.route()
            let (signed, other) = (trial.event("signed"), trial.event("other"))
            try await trial.refuse(other.written(as: signed.body), by: route, "the body of another event") {
                $0.body = other.body
            }
        },
        ReceiverCheck("a changed time is not handled") { trial in
            // The time is moved into the window, for a signature that has left it.
            let now = trial.subject.timing.now().microsecondsSinceEpoch / 1_000_000
            try await trial.refuse(trial.event(), by: trial.route(), "an old signature under a new time") {
                $0.offset = .zero - trial.subject.expectations.tolerance * 2
                $0.layout = { ["X-CF-Signature": "t=\(now)" + $0.drop { $0 != "," }] }
            }
        },
        ReceiverCheck("a request that is no POST is not handled") { trial in
            let route = try await trial.route()
            for method in ["GET", "HEAD", "PUT", "DELETE"] {
                try await trial.refuse(trial.event(method), by: route, "a \(method)") { $0.method = method }
            }
        },
        ReceiverCheck("whatever arrives is answered, and none of it is handled") { trial in
            let route = try await trial.route()
            for (label, body) in Self.garbage.enumerated() {
                try await trial.refuse(trial.event(label), by: route, "a body of garbage") { $0.body = body }
            }
            try await trial.refuse(trial.event("long"), by: route, "a header of 10,000 signatures") {
                let wrong = "v1=" + String(repeating: "0", count: 64)
                $0.layout = { _ in
                    ["X-CF-Signature": "t=1," + Array(repeating: wrong, count: 10_000).joined(separator: ",")]
                }
            }
        },
    ]

    /// Ways to write one event that a parser which writes it again does not keep.
    private static let layouts: [@Sendable (String, String) -> String] = [
        { id, call in
            "{ \"type\" : \"call.completed\",\n\t\"id\":\"\(id)\" ,\"data\":{\"status\":\"completed\",\"id\":\"\(call)\"}}\r\n"
        },
        { id, call in
            #"{"id":"\#(id)","type":"call.completed","data":{"id":"\#(call)","status":"completed","cost":1.0e2,"#
                + #""share":0.10,"big":12345678901234567890,"note":"caf\u00e9 ☕️ \/ \ud83d\ude00"}}"#
        },
        { id, call in
            #"{"z":null,"data":{"status":"completed","id":"\#(call)"},"type":"call.completed","id":"\#(id)","a":[]}"#
        },
    ]

    private static let garbage: [[UInt8]] = [
        [], Array("null".utf8), [0], [0xFF, 0xFE, 0xC0], Array(repeating: UInt8(ascii: "["), count: 20_000),
        Array(repeating: UInt8(ascii: " "), count: 1_048_577), Array("{\"id\":".utf8),
    ]
}
