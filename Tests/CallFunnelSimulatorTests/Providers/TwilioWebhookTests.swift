// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

@Suite struct TwilioWebhookTests {
    private let world = SimulatedWorld()

    @Test func `a call comes in, is answered and ends`() throws {
        let account = try ProvidedAccount(world)
        try world.run { () async throws in
            let reply = try await account.incoming()
            #expect(reply.status == 200 && reply.response.headers["Content-Type"] == "text/xml")
            #expect(reply.text.contains("<Response>"))
            var call = try await account.latestCall
            #expect(call["status"] as? String == "ringing" && call["direction"] as? String == "inbound")
            #expect(call["phone"] as? String == "+12025550143")

            #expect(try await account.status("in-progress").status == 204)
            call = try await account.latestCall
            #expect(call["status"] as? String == "in_progress")
            #expect(await account.keys == ["workflow.run.started/run_1"])

            #expect(try await account.status("completed", seconds: "61").status == 204)
            call = try await account.latestCall
            #expect(call["status"] as? String == "completed" && call["duration_seconds"] as? Int == 61)
            #expect(call["cost_minor"] as? Int == 24)
            #expect(await account.simulator.balanceMinor == 500 - 24)
            #expect(
                await account.keys
                    == ["workflow.run.started/run_1", "call.completed/call_1", "workflow.run.ended/run_1"])
        }
    }

    /// Status words in the order they come, the incoming call being `+`.
    @Test(arguments: [
        (["+", "ringing", "in-progress", "completed"], "completed"),
        (["+", "+", "ringing", "ringing", "in-progress", "+", "in-progress", "completed", "completed"], "completed"),
        (["+", "completed", "in-progress", "ringing", "+"], "completed"),
        (["completed", "+", "in-progress"], "completed"), (["in-progress", "+", "completed"], "completed"),
        (["ringing", "+", "in-progress", "ringing", "completed", "failed", "busy"], "completed"),
        (["+", "no-answer", "completed"], "no_answer"), (["+", "busy"], "busy"), (["+", "canceled"], "canceled"),
        (["+", "failed", "failed"], "failed"), (["+", "wandering", "queued", "initiated"], "ringing"),
        (["+", "in-progress", "ringing"], "in_progress"),
    ])
    func `callbacks that repeat or overtake each other make one call`(words: [String], status: String) throws {
        let account = try ProvidedAccount(world)
        try world.run { () async throws in
            for word in words {
                let reply = word == "+" ? try await account.incoming() : try await account.status(word)
                #expect(reply.status == (word == "+" ? 200 : 204))
            }
            let calls = try await account.calls
            #expect(calls.count == 1 && calls.first?["status"] as? String == status)
            let ends = await account.keys.filter { $0.hasPrefix("call.") }
            let isOpen = ["ringing", "in_progress"].contains(status)
            #expect(ends == (isOpen ? [] : ["call.\(status == "completed" ? "completed" : "failed")/call_1"]))
            #expect(await account.keys.filter { $0.hasPrefix("workflow.run.ended") }.count == ends.count)
        }
    }

    @Test func `calls are told apart by their ids`() throws {
        let account = try ProvidedAccount(world)
        try world.run { () async throws in
            for sid in ["CA1", "CA2", "CA3"] { _ = try await account.incoming(sid) }
            _ = try await account.status("busy", of: "CA2")
            let statuses = try await account.calls.map { $0["status"] as? String }
            #expect(statuses == ["ringing", "busy", "ringing"])
        }
    }

    @Test func `an outbound call is known once it was placed`() throws {
        let account = try ProvidedAccount(world)
        try world.run { () async throws in
            let run = try await account.simulator.startRun(workflow: "wf_1")
            let call = try await account.simulator.startCall(in: run, phone: "+12025550168")
            #expect(try await account.status("completed", direction: "outbound-api").status == 204)
            #expect(await account.keys == ["workflow.run.started/run_1"])
            try await account.simulator.place(call, as: "twilio/CA1")
            _ = try await account.status("completed", direction: "outbound-api")
            // Its run belongs to the campaign, which goes on.
            #expect(await account.keys == ["workflow.run.started/run_1", "call.completed/call_1"])
            await #expect(throws: SimulatorError.self) { try await account.simulator.place("nobody", as: "twilio/CA2") }
        }
    }

    @Test func `what is not signed as it must be is refused and changes nothing`() throws {
        let account = try ProvidedAccount(world)
        let other = try TwilioAuthToken("another")
        try world.run { () async throws in
            let form = [("CallSid", "CA1"), ("From", "+12025550143"), ("CallStatus", "completed")]
            let named = form.map { (name: $0.0, value: $0.1) }
            for endpoint in [ProviderEndpoint.twilioIncoming, .twilioStatus] {
                var replies: [Reply] = []
                replies.append(try await account.twilio(endpoint, named, token: other))
                replies.append(try await account.twilio(endpoint, named) { $0.body += Array("&Digits=1".utf8) })
                replies.append(try await account.twilio(endpoint, named) { $0.headers["X-Twilio-Signature"] = nil })
                replies.append(try await account.twilio(endpoint, named) { $0.headers["X-Twilio-Signature"] = "x" })
                replies.append(
                    try await account.twilio(endpoint, named) { request in
                        request.url = request.url.appending(queryItems: [.init(name: "x", value: "1")])
                    })
                for reply in replies {
                    #expect(reply.status == 403 && reply.detail?.hasPrefix("Invalid Twilio signature: ") == true)
                    #expect(reply.detail?.contains("2025550143") == false)
                }
                #expect(Set(replies.compactMap(\.detail)).count == 3, "each reason has its words")
            }
            #expect(try await account.twilio(.twilioStatus, named, tenant: "39").status == 404)
            #expect(try await account.twilio(.twilioStatus, named) { $0.method = "GET" }.status == 405)
            #expect(try await account.twilio(.twilioStatus, []).status == 422)
            #expect(try await account.twilio(.twilioIncoming, [("CallSid", "CA1")]).status == 422)
            #expect(await account.keys == [])
            #expect(await account.simulator.balanceMinor == 500)
        }
    }

    @Test func `without a token nothing can be verified`() throws {
        let account = try ProvidedAccount(world) { $0.twilioTokens = [] }
        let reply = try world.run { try await account.incoming() }
        #expect(reply.status == 403)
    }

    @Test func `behind a proxy the configured host counts`() throws {
        let inside = try #require(URL(string: "http://10.0.0.7:8787/voice/twilio/incoming?tenant_id=38"))
        for host in [nil, "calls.example.com", "https://calls.example.com"] {
            let account = try ProvidedAccount(SimulatedWorld()) { $0.host = host }
            let status = try SimulatedWorld().run {
                try await account.twilio(
                    .twilioIncoming, [("CallSid", "CA1"), ("From", "+12025550143")]
                ) { $0.url = inside }.status
            }
            #expect(status == (host == nil ? 403 : 200))
        }
    }
}
