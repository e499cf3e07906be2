// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Testing

@testable import CallFunnel

@Suite struct TimelinePagesTests {
    private static let phone = PhoneNumber(World.phone)

    /// A simulator with so many turns, several in each second.
    private static func simulator(
        _ world: World, turns: Int, perInstant: Int, shape: Simulator.Shape = Simulator.Shape()
    ) throws -> Simulator {
        let simulator = Simulator(timing: world.timing, shape: shape)
        try world.run {
            for number in 0..<turns {
                if number % perInstant == 0 { try await world.timing.sleep(world.timing.elapsed() + .seconds(1)) }
                await simulator.reply(from: World.phone, "message \(number)")
            }
        }
        return simulator
    }

    @Test(arguments: [0, 1, 19, 20, 21, 40, 45, 100], [1, 3, 7, 19])
    func `pages of twenty bring each turn once`(turns: Int, perInstant: Int) throws {
        for order in [Simulator.Shape.TurnOrder.newestFirst, .oldestFirst, .shuffled] {
            let world = World()
            var shape = Simulator.Shape()
            shape.turnOrder = order
            let simulator = try Self.simulator(world, turns: turns, perInstant: perInstant, shape: shape)
            let client = try world.client(simulator, key: Simulator.defaultKey)
            let pages = try world.run {
                var pages: [[String]] = []
                for try await page in client.timelinePages(of: Self.phone) {
                    pages.append(page.value.turns.compactMap(\.content?.rawValue))
                    #expect(page.serverTime != nil)
                    #expect(page.value.turns.allSatisfy { $0.phone == Self.phone })
                }
                return pages
            }
            #expect(pages.flatMap { $0 }.sorted() == (0..<turns).map { "message \($0)" }.sorted())
            #expect(pages.allSatisfy { !$0.isEmpty })
            let requests = try world.run { await simulator.requests.count }
            #expect(requests <= 2 * pages.count + 2)
        }
    }

    @Test func `pages are asked for only when they are wanted`() throws {
        let world = World()
        let simulator = try Self.simulator(world, turns: 100, perInstant: 1)
        let client = try world.client(simulator, key: Simulator.defaultKey)
        let counts = try world.run {
            let pages = client.timelinePages(of: Self.phone)
            var iterator = pages.makeAsyncIterator()
            var counts = [await simulator.requests.count]
            for _ in 0..<2 {
                _ = try await iterator.next()
                counts.append(await simulator.requests.count)
            }
            return counts
        }
        #expect(counts == [0, 1, 2])
    }

    @Test func `a failure ends the sequence, and it can be taken up again at the oldest turn`() throws {
        let world = World()
        let simulator = try Self.simulator(world, turns: 50, perInstant: 1)
        let client = try world.client(simulator, key: Simulator.defaultKey)
        let contents = try world.run {
            var iterator = client.timelinePages(of: Self.phone).makeAsyncIterator()
            let first = try await iterator.next()?.value.turns ?? []
            await simulator.inject(.serverError)
            let error = await failure { try await iterator.next() }
            #expect(error?.code == .unavailable)
            let made = await simulator.requests.count
            let after = try await iterator.next()
            #expect(after == nil)
            #expect(await simulator.requests.count == made)
            var turns = first
            for try await page in client.timelinePages(of: Self.phone, before: first.compactMap(\.timestamp).min()) {
                turns += page.value.turns
            }
            return turns.compactMap(\.content?.rawValue)
        }
        #expect(contents.count == 50)
        #expect(Set(contents).count == 50)
    }

    @Test func `after the end nothing more is asked for`() throws {
        let world = World()
        let transport = world.script(Answer.with(200, "{\"turns\": []}"))
        let client = try world.client(transport)
        let pages = try world.run {
            var iterator = client.timelinePages(of: Self.phone).makeAsyncIterator()
            var pages = 0
            for _ in 0..<3 where try await iterator.next() != nil { pages += 1 }
            return pages
        }
        #expect(pages == 0)
        #expect(transport.requests.count == 1)
    }
}
