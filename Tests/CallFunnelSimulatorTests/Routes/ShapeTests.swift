// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

@Suite struct ShapeTests {
    /// The list of runs and the timeline of a small world.
    private func answers(_ change: (inout Simulator.Shape) -> Void) throws -> [Reply] {
        let world = SimulatedWorld()
        let simulator = world.simulator(shape: change)
        return try world.run {
            try await world.clock.sleep(for: .microseconds(1_250_000))
            let run = try await simulator.startRun(workflow: "7")
            try await simulator.startCall(in: run, phone: "+12025550143")
            await simulator.sendMessage(to: "+12025550143", "one")
            await simulator.reply(from: "+12025550143", "two")
            return [
                try await simulator.get("/workflows/7/runs"), try await simulator.get("/timeline?phone=%2B12025550143"),
            ]
        }
    }

    @Test(arguments: Simulator.Shape.Lists.allCases)
    func `lists are bare or under a name`(lists: Simulator.Shape.Lists) throws {
        let replies = try answers { $0.lists = lists }
        switch lists {
        case .bare:
            #expect(replies[0].list.count == 1)
            #expect(replies[1].list("turns").count == 2)
        case .items, .data, .results:
            #expect(replies[0].list(lists.rawValue).count == 1)
            #expect(replies[1].list(lists.rawValue).count == 2)
        case .ownName:
            #expect(replies[0].list("runs").count == 1)
            #expect(replies[1].list("turns").count == 2)
        }
    }

    @Test func `ids are strings or numbers`() throws {
        #expect(try answers { $0.identifiers = .strings }[0].text.contains(#""id":"run_1","workflow_id":"7""#))
        #expect(try answers { $0.identifiers = .integers }[0].text.contains(#""id":1,"workflow_id":7"#))
        #expect(try answers { $0.shortIDNames = false }[0].text.contains(#""call_id":"call_1","run_id":"run_1""#))
    }

    @Test(arguments: [
        (Simulator.Shape.Timestamps.zulu, "2026-06-01T07:30:46.250000Z"),
        (.offset, "2026-06-01T07:30:46.250000+00:00"), (.naive, "2026-06-01T07:30:46.250000"),
    ])
    func `times take three forms`(form: Simulator.Shape.Timestamps, text: String) throws {
        #expect(try answers { $0.timestamps = form }[0].list.first?["started_at"] as? String == text)
    }

    @Test func `a clock of whole seconds cuts the fraction off`() throws {
        let replies = try answers { $0.wholeSeconds = true }
        #expect(replies[0].list.first?["started_at"] as? String == "2026-06-01T07:30:46Z")
    }

    @Test func `absent fields are left out or null, and unknown ones are added`() throws {
        #expect(try !answers { _ in }[0].text.contains("null"))
        #expect(try answers { $0.nulls = true }[0].text.contains(#""ended_at":null"#))
        #expect(try answers { $0.unknownField = true }[0].text.contains(#""x_internal":{"#))
    }

    @Test func `a page of turns comes in the order asked for`() throws {
        let newest = try answers { $0.turnOrder = .newestFirst }[1].list("turns").map { $0["content"] as? String }
        let oldest = try answers { $0.turnOrder = .oldestFirst }[1].list("turns").map { $0["content"] as? String }
        #expect(newest == ["two", "one"])
        #expect(oldest == ["one", "two"])
    }

    @Test func `the same seed gives the same shape`() {
        let shapes = (UInt64(0)..<40).map { Simulator.Shape.random(seed: $0) }
        #expect(shapes == (UInt64(0)..<40).map { Simulator.Shape.random(seed: $0) })
        #expect(Set(shapes).count > 30)
    }
}
