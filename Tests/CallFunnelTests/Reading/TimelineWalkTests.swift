// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct TimelineWalkTests {
    private struct Walked {
        var ids: [String] = []
        var crowded: [Int64] = []
        var requests = 0
    }

    /// Walks to the end, which has to come.
    private static func walk(_ service: TimelineService, before: Int64? = nil) throws -> Walked {
        var walk = TimelineWalk(before: before.map { Timestamp(microsecondsSinceEpoch: $0 * 1_000_000) })
        var walked = Walked()
        while !walk.isFinished {
            walked.requests += 1
            try #require(walked.requests <= 3 * service.turns.count + 10, "the walk does not end")
            let step = walk.take(service.page(before: walk.before))
            walked.ids += step.turns.compactMap(\.id?.rawValue)
            walked.crowded += step.crowded.map { [$0.microsecondsSinceEpoch / 1_000_000] } ?? []
        }
        return walked
    }

    /// Seconds of the turns, turns on a page, and crowded instants.
    @Test(
        arguments: [
            ([], 20, []), ([5], 20, []), ([5, 5, 5], 20, []), ([3, 2, 1], 1, [3, 2, 1]), (Array(1...100), 20, []),
            // Equal times across the edge of a page.
            ([9, 8, 8, 7, 6], 2, [8]), ([9, 8, 8, 7, 6], 3, []), ([9, 9, 8, 8, 8, 7, 7, 6], 4, []),
            ([2, 2, 2, 1], 3, [2]),
            (
                Array(repeating: 50, count: 19) + Array(repeating: 40, count: 19) + Array(repeating: 30, count: 19), 20,
                []
            ),
            (Array(repeating: 50, count: 20) + [40], 20, [50]),
            ([99] + Array(repeating: 50, count: 19) + Array(repeating: 40, count: 3), 20, []),
        ] as [([Int64], Int, [Int64])])
    func `each turn comes once, in pages of any order`(seconds: [Int64], pageSize: Int, crowded: [Int64]) throws {
        for order in TimelineService.Order.allCases {
            var service = TimelineService(seconds, pageSize: pageSize)
            service.order = order
            let walked = try Self.walk(service)
            #expect(walked.ids.count == seconds.count)
            #expect(Set(walked.ids).count == seconds.count)
            #expect(walked.crowded == crowded)
        }
    }

    @Test func `an instant that no page can hold is told`() throws {
        // 9 is newer, 5 has more turns than a page, 1 is older: some of 5 cannot be reached.
        let walked = try Self.walk(TimelineService([9] + Array(repeating: 5, count: 30) + [1], pageSize: 4))
        #expect(walked.crowded == [5])
        #expect(walked.ids.contains("t0") && walked.ids.contains("t31"))
        #expect(Set(walked.ids).count == walked.ids.count)
    }

    @Test(arguments: TimelineService.Boundary.allCases)
    func `a service that reads its boundary differently ends the walk all the same`(boundary: TimelineService.Boundary)
        throws
    {
        var service = TimelineService([9, 8, 8, 7, 5, 4, 4, 4, 1], pageSize: 4)
        service.boundary = boundary
        let walked = try Self.walk(service)
        #expect(walked.ids.sorted() == (boundary == .ignored ? ["t0", "t1", "t2", "t3"] : (0..<9).map { "t\($0)" }))
        #expect(walked.requests <= (boundary == .ignored ? 3 : 9))
    }

    @Test func `the walk begins where it is told to`() throws {
        let service = TimelineService([9, 8, 8, 7, 5, 4, 4, 4, 1], pageSize: 4)
        #expect(try Self.walk(service, before: 8).ids.sorted() == ["t3", "t4", "t5", "t6", "t7", "t8"])
        #expect(try Self.walk(service, before: 1).ids.isEmpty)
        #expect(try Self.walk(service, before: 1).requests == 1)
    }

    @Test func `turns without a time come once, and alone they end the walk`() throws {
        var service = TimelineService([9, 8, 7, 6, 5], pageSize: 4)
        service.turns.insert(TimelineService.turn("timeless", nil), at: 0)
        #expect(try Self.walk(service).ids.sorted() == ["t0", "t1", "t2", "t3", "t4", "timeless"])
        var timeless = TimelineService([], pageSize: 4)
        timeless.turns = [TimelineService.turn("a", nil), TimelineService.turn("b", nil)]
        let walked = try Self.walk(timeless)
        #expect(walked.ids == ["a", "b"])
        #expect(walked.requests == 1)
    }

    @Test func `a turn twice on a page comes once, and turns without an id go by what they say`() {
        var walk = TimelineWalk()
        var one = TimelineService.turn(nil, 5)
        one.content = "one"
        var two = one
        two.content = "two"
        let step = walk.take([one, two, one, TimelineService.turn("a", 4), TimelineService.turn("a", 4)])
        #expect(step.turns.map { $0.content?.rawValue } == ["one", "two", nil])
        #expect(walk.take([two, one, TimelineService.turn("a", 4)]).turns.isEmpty)
    }

    @Test func `turns that arrive meanwhile change nothing`() throws {
        var service = TimelineService([9, 8, 7, 6, 5, 4], pageSize: 2)
        var walk = TimelineWalk()
        var ids: [String] = []
        for number in 0..<40 where !walk.isFinished {
            ids += walk.take(service.page(before: walk.before)).turns.compactMap(\.id?.rawValue)
            service.turns.insert(TimelineService.turn("new\(number)", 20 + Int64(number)), at: 0)
        }
        #expect(walk.isFinished)
        #expect(ids == ["t0", "t1", "t2", "t3", "t4", "t5"])
    }

    @Test func `a service that shows the same turns with ever older times is left`() {
        var walk = TimelineWalk()
        var pages = 0
        while !walk.isFinished, pages < 100 {
            _ = walk.take([
                TimelineService.turn("a", 1000 - Int64(pages)), TimelineService.turn("b", 1000 - Int64(pages)),
            ])
            pages += 1
        }
        #expect(pages == 4)
    }

    @Test(arguments: [Int64.min, .min + 1, .max - 1, .max]) func `no time traps`(microseconds: Int64) {
        var walk = TimelineWalk()
        for _ in 0..<10 where !walk.isFinished {
            var turn = Turn(id: "a")
            turn.timestamp = Timestamp(microsecondsSinceEpoch: microseconds)
            _ = walk.take([turn])
        }
        #expect(walk.isFinished)
    }

    @Test func `of random timelines every turn comes once, or the crowd is told`() throws {
        var chance = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let pageSize = Int.random(in: 1...6, using: &chance)
            let recent = (0..<Int.random(in: 0...25, using: &chance)).map { _ in
                Int64.random(in: 10...20, using: &chance)
            }
            // Older turns behind, since nobody can know whether the only page there is was cut.
            var service = TimelineService(recent + [3, 2, 1], pageSize: pageSize)
            service.order = TimelineService.Order.allCases.randomElement(using: &chance) ?? .mixed
            let walked = try Self.walk(service)
            #expect(Set(walked.ids).count == walked.ids.count)
            if walked.crowded.isEmpty { #expect(walked.ids.count == service.turns.count) }
            let most = Dictionary(grouping: recent) { $0 }.map(\.value.count).max() ?? 0
            if most < pageSize { #expect(walked.crowded.isEmpty || pageSize == 1) }
            if most > pageSize { #expect(!walked.crowded.isEmpty) }
        }
    }
}
