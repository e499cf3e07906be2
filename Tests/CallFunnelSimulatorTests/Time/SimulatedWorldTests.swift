// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Synchronization
import Testing

/// What tasks did, in the order they did it.
final class Trace: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
}

private func interleaving(seed: UInt64?) throws -> [String] {
    let world = SimulatedWorld(seed: seed)
    let trace = Trace()
    try world.run {
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<6 {
                group.addTask {
                    for step in 0..<4 {
                        await Task.yield()
                        trace.add("\(task).\(step)")
                    }
                }
            }
        }
    }
    return trace.all
}

@Suite struct SimulatedWorldTests {
    @Test func `an hour passes at once`() throws {
        let world = SimulatedWorld()
        let end = try world.run {
            try await world.clock.sleep(for: .seconds(3600))
            return world.clock.time
        }
        #expect(end == world.clock.epoch.advanced(by: .seconds(3600)))
    }

    @Test func `the same seed repeats the interleaving and others differ`() throws {
        var seen: Set<[String]> = []
        for seed in UInt64(0)..<50 {
            let first = try interleaving(seed: seed)
            #expect(try interleaving(seed: seed) == first)
            seen.insert(first)
        }
        #expect(seen.count == 50)
    }

    @Test func `without a seed jobs run in order`() throws {
        let trace = try interleaving(seed: nil)
        #expect(trace.prefix(6) == ["0.0", "1.0", "2.0", "3.0", "4.0", "5.0"])
    }

    @Test func `what the program throws comes out`() {
        struct Broken: Error {}
        #expect(throws: Broken.self) { try SimulatedWorld().run { throw Broken() } }
    }

    @Test func `a program that waits for nothing stalls with a reason`() throws {
        let world = SimulatedWorld()
        let stall = #expect(throws: WorldStall.self) {
            try world.run {
                let (stream, _) = AsyncStream.makeStream(of: Int.self)
                try await world.clock.sleep(for: .seconds(5))
                for await _ in stream {}
            }
        }
        #expect(stall?.at == .seconds(5))
        #expect(stall.map { "\($0)".contains("nobody sleeps") } == true)
    }

    @Test func `a program that spins stalls with a reason`() {
        let world = SimulatedWorld(limits: SimulatedWorld.Limits(jobsPerInstant: 1000))
        let stall = #expect(throws: WorldStall.self) {
            try world.run {
                while !Task.isCancelled { try? await world.clock.sleep(for: .zero) }
            }
        }
        #expect(stall.map { $0.reason.contains("no time passes") } == true)
    }

    @Test func `a program that goes on for too long stalls with a reason`() {
        let world = SimulatedWorld(limits: SimulatedWorld.Limits(time: .seconds(60)))
        let stall = #expect(throws: WorldStall.self) {
            try world.run {
                while true { try await world.clock.sleep(for: .seconds(10)) }
            }
        }
        #expect(stall?.at == .seconds(70))
    }

    @Test func `a program can be cut off at every job and the scenery goes on`() throws {
        let program: @Sendable (SimulatedWorld, Trace) async throws -> Void = { world, trace in
            for step in 0..<3 {
                trace.add("begin \(step)")
                try await world.clock.sleep(for: .seconds(1))
                trace.add("end \(step)")
            }
        }
        var lengths: [Int] = []
        for jobs in stride(from: 0, to: 120, by: 3) {
            let world = SimulatedWorld()
            let trace = Trace()
            let scenery = Trace()
            world.start {
                for _ in 0..<5 {
                    scenery.add("tick")
                    try? await world.clock.sleep(for: .milliseconds(700))
                }
            }
            var frozen: [String] = []
            let outcome = try world.run(crashingAfter: jobs, freeze: { frozen = trace.all }) {
                try await program(world, trace)
            }
            switch outcome {
            case .crashed: lengths.append(frozen.count)
            case .finished: lengths.append(trace.all.count)
            }
            try world.run { try await world.clock.sleep(for: .seconds(10)) }
            #expect(scenery.all.count == 5)
            world.close()
        }
        #expect(lengths == lengths.sorted())
        #expect(Set(lengths).count > 3)
        #expect(lengths.last == 6)
    }
}
