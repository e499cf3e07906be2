// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

private let phone = "+12025550143"
private let target = "/timeline?phone=%2B12025550143"

@Suite struct TimelineRouteTests {
    @Test func `pages walk back from the newest until none is left`() throws {
        let world = SimulatedWorld()
        try world.run {
            let simulator = world.simulator(pageSize: 3)
            for number in 1...7 {
                await simulator.reply(from: phone, "text \(number)")
                try await world.clock.sleep(for: .milliseconds(1500))
            }
            await simulator.reply(from: "+12025550199", "somebody else")
            var pages: [[String]] = []
            var before = ""
            while true {
                let turns = try await simulator.get(target + before).list("turns")
                guard let oldest = turns.last?["ts"] as? String else { break }
                pages.append(turns.compactMap { $0["content"] as? String })
                before = "&before=\(oldest)"
            }
            #expect(pages == [["text 7", "text 6", "text 5"], ["text 4", "text 3", "text 2"], ["text 1"]])
        }
    }

    @Test func `a turn shows how far its message has come`() throws {
        let world = SimulatedWorld()
        try world.run {
            let simulator = world.simulator()
            let id = await simulator.sendMessage(to: phone, "hello", channel: .telegram, queued: true)
            #expect(await simulator.truth.keys.isEmpty)
            try await simulator.deliverMessage(id)
            let turn = try #require(try await simulator.get(target).list("turns").first)
            #expect(turn["id"] as? String == "turn_1")
            #expect(turn["channel"] as? String == "tg")
            #expect(turn["role"] as? String == "agent")
            #expect(turn["status"] as? String == "delivered")
            #expect(turn["delivered_at"] as? String == "2026-06-01T07:30:45Z")
            try await simulator.readMessage(id)
            #expect(await simulator.truth.keys == ["message.sent/turn_1", "message.delivered/turn_1"])
            await #expect(throws: SimulatorError.self) { try await simulator.failMessage(id) }
        }
    }

    @Test func `a message that fails was sent, and voice is no message`() throws {
        let world = SimulatedWorld()
        try world.run {
            let simulator = world.simulator()
            let id = await simulator.sendMessage(to: phone, "hello", queued: true)
            try await simulator.failMessage(id)
            await simulator.speak("hello?", by: .them, phone: phone)
            await simulator.reply(from: phone, "who is this?", channel: .email)
            #expect(await simulator.truth.keys == ["message.sent/turn_1", "message.replied/turn_3"])
            let turns = try await simulator.get(target).list("turns")
            #expect(turns.map { $0["channel"] as? String } == ["email", "voice", "wa"])
            #expect(turns.map { $0["role"] as? String } == ["customer", "customer", "agent"])
        }
    }

    @Test func `a contact nobody spoke to has an empty timeline`() throws {
        let world = SimulatedWorld()
        let reply = try world.run { try await world.simulator().get(target) }
        #expect(reply.status == 200)
        #expect(reply.list("turns").isEmpty)
    }

    @Test func `the contact's approvals come with the newest page only`() throws {
        let world = SimulatedWorld()
        try world.run {
            let simulator = world.simulator()
            try await simulator.requestApproval("a favour", phone: phone)
            #expect(try await simulator.get(target).list("approvals").count == 1)
            #expect(try await simulator.get(target + "&before=2027-01-01T00:00:00Z").list("approvals").isEmpty)
        }
    }
}
