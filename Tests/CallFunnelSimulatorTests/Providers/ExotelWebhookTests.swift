// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

@Suite struct ExotelWebhookTests {
    private let world = SimulatedWorld()

    @Test(arguments: ["GET", "POST"])
    func `a call comes in and ends`(method: String) throws {
        let account = try ProvidedAccount(world)
        try world.run { () async throws in
            let caller = [(name: "CallSid", value: "e1"), (name: "CallFrom", value: "09876543210")]
            #expect(try await account.exotel(.exotelIncoming, caller, method: method).status == 200)
            #expect(try await account.exotel(.exotelIncoming, caller, method: method).status == 200)
            var call = try await account.latestCall
            #expect(call["status"] as? String == "ringing" && call["phone"] as? String == "+919876543210")
            let end = [("CallSid", "e1"), ("Status", "completed"), ("ConversationDuration", "59")]
            for _ in 1...3 {
                #expect(
                    try await account.exotel(.exotelStatus, end.map { (name: $0.0, value: $0.1) }).status == 200)
            }
            call = try await account.latestCall
            #expect(call["status"] as? String == "completed" && call["duration_seconds"] as? Int == 59)
            #expect(
                await account.keys
                    == ["workflow.run.started/run_1", "call.completed/call_1", "workflow.run.ended/run_1"])
            #expect(await account.simulator.balanceMinor == 500 - 12)
        }
    }

    @Test func `a missed call fails, and an id of Twilio's is another call`() throws {
        let account = try ProvidedAccount(world)
        try world.run { () async throws in
            _ = try await account.incoming("1")
            _ = try await account.exotel(.exotelIncoming, [("CallSid", "1"), ("CallFrom", "+919876543210")])
            _ = try await account.exotel(.exotelStatus, [("CallSid", "1"), ("Status", "no-answer")])
            let statuses = try await account.calls.map { $0["status"] as? String }
            #expect(statuses == ["no_answer", "ringing"])
            #expect(await account.keys.filter { $0.hasPrefix("call.") } == ["call.failed/call_2"])
        }
    }

    @Test func `what says too little changes nothing`() throws {
        let account = try ProvidedAccount(world)
        try world.run { () async throws in
            #expect(try await account.exotel(.exotelIncoming, [("CallSid", "1")], method: "GET").status == 422)
            #expect(try await account.exotel(.exotelIncoming, [("CallFrom", "+91")]).status == 422)
            #expect(try await account.exotel(.exotelStatus, [("CallSid", "1")]).status == 422)
            #expect(try await account.exotel(.exotelStatus, [("Status", "busy")], method: "GET").status == 405)
            // An outbound call nobody placed.
            #expect(try await account.exotel(.exotelStatus, [("CallSid", "1"), ("Status", "busy")]).status == 200)
            #expect(await account.keys == [])
        }
    }
}
