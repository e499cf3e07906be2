// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

@Suite struct SimulatedClockTests {
    @Test func `an armed sleep can be waited for and woken on ordinary threads`() async throws {
        let clock = SimulatedClock()
        for round in 1...50 {
            async let woken: Void = clock.sleep(for: .seconds(30))
            await clock.armed(at: .seconds(30 * round))
            clock.advance(to: .seconds(30 * round))
            try await woken
        }
        #expect(clock.now.offset == .seconds(1500))
        #expect(clock.deadlines.isEmpty)
    }

    @Test func `sleeps end in the order of their deadlines`() throws {
        let world = SimulatedWorld()
        let trace = Trace()
        try world.run {
            await withTaskGroup(of: Void.self) { group in
                for seconds in [3, 1, 2, 1] {
                    group.addTask {
                        try? await world.clock.sleep(for: .seconds(seconds))
                        trace.add("\(seconds) at \(world.clock.now.offset)")
                    }
                }
            }
        }
        #expect(
            trace.all == ["1 at 1.0 seconds", "1 at 1.0 seconds", "2 at 2.0 seconds", "3 at 3.0 seconds"]
        )
    }

    @Test func `a cancelled sleep ends at once`() throws {
        let world = SimulatedWorld()
        let ended = try world.run {
            await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    do {
                        try await world.clock.sleep(for: .seconds(60))
                        return false
                    } catch {
                        return error is CancellationError
                    }
                }
                await Task.yield()
                group.cancelAll()
                return await group.next() ?? false
            }
        }
        #expect(ended)
        #expect(world.clock.now.offset == .zero)
    }

    @Test func `a killed clock lets nobody sleep`() async {
        let clock = SimulatedClock()
        clock.kill()
        await #expect(throws: CancellationError.self) { try await clock.sleep(for: .seconds(1)) }
        await clock.armed(at: .seconds(1))
        #expect(!clock.step())
    }

    @Test func `its timing tells the time of day, with a skew if wanted`() async throws {
        let clock = SimulatedClock()
        let timing = clock.timing(seed: 4, skew: .seconds(90))
        clock.advance(to: .seconds(10))
        #expect(timing.elapsed() == .seconds(10))
        #expect(timing.now() == clock.epoch.advanced(by: .seconds(100)))
        #expect(timing.random() == clock.timing(seed: 4).random())
    }

    @Test func `times are written as Foundation writes them`() throws {
        let world = SimulatedWorld()
        var chance = SeededGenerator(seed: 9)
        for _ in 0..<200 {
            let seconds = Int64(chance.below(4_000_000_000)) - 1_000_000_000
            let epoch = Timestamp(microsecondsSinceEpoch: seconds * 1_000_000)
            let simulator = Simulator(timing: SimulatedClock(epoch: epoch).timing())
            let reply = try world.run {
                try await simulator.startRun(workflow: "wf_1")
                return try await simulator.get("/workflows/wf_1/runs")
            }
            let expected = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
            #expect(reply.list.first?["started_at"] as? String == expected)
        }
    }
}
