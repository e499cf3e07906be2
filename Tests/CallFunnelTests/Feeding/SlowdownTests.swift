// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// Polls slow down while push is healthy, and return to their cadence when it is not.
@Suite struct SlowdownTests {
    /// When polls of the only source were made.
    private struct PollLog: Transport {
        let next: any Transport
        let timing: Timing
        let times: Log<Duration>

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            times.add(timing.elapsed())
            return try await next.send(request)
        }
    }

    /// A run starts each minute until `quiet`; it is pushed, unless `misses` says otherwise.
    private static func scene(
        until end: Duration, quiet: Duration? = nil, shutDown: Duration? = nil,
        misses: @escaping @Sendable (Duration) -> Bool = { _ in false }
    ) throws -> Watched {
        let times = Log<Duration>()
        let scene = try FeedScene(transport: {
            PollLog(next: $0.simulator, timing: $0.timing, times: times)
        })
        let reports = Log<EventFeed.Report>()
        try scene.world.run {
            await scene.simulator.addWorkflow("wf_1")
            scene.world.start {
                for minute in 1...1000 where .seconds(60 * minute) < min(end, quiet ?? end) {
                    try? await scene.sleep(until: .seconds(60 * minute))
                    guard let run = try? await scene.simulator.startRun(workflow: "wf_1") else { return }
                    if misses(scene.elapsed) { continue }
                    let data = #"{"id": "\#(run)", "workflow_id": "wf_1", "status": "running"}"#
                    scene.push(Reception.envelope("workflow.run.started", "evt_\(minute)", data: data), at: .zero)
                }
            }
            if let shutDown {
                scene.world.start {
                    try? await scene.sleep(until: shutDown)
                    scene.receiver.shutDown()
                }
            }
            let feed = try scene.feed(slowingPollsTo: .seconds(300))
            let handed = await feed.events(until: end, on: scene)
            #expect(Set(handed.map(\.key)).count == handed.count)
            reports.add(feed.report())
        }
        return Watched(
            changes: scene.observations.all.map {
                "\($0)".replacing("CallFunnel.EventFeed.Report.Verdict.", with: "")
            },
            times: times.all, report: try #require(reports.all.first))
    }

    private struct Watched {
        let changes: [String]
        let times: [Duration]
        let report: EventFeed.Report

        func polls(_ range: Range<Int>) -> Int {
            times.filter { $0 >= .seconds(range.lowerBound) && $0 < .seconds(range.upperBound) }.count
        }
    }

    @Test func `polls slow down once both lanes have shown enough, and stay slow while push is healthy`() throws {
        let watched = try Self.scene(until: .seconds(5400))
        #expect(watched.changes == ["pollsSlowed(to: 300.0 seconds)"])
        #expect((18...24).contains(watched.polls(0..<600)))
        #expect((11...13).contains(watched.polls(1800..<5400)))
        #expect(watched.report.arePollsSlowed)
        #expect(watched.report.verdict == .safe)
    }

    @Test func `an event that push misses brings the cadence back, until a whole window was without one`() throws {
        let watched = try Self.scene(until: .seconds(9000)) { $0 == .seconds(2400) }
        #expect(
            watched.changes == [
                "pollsSlowed(to: 300.0 seconds)", "pollsAtFullCadence(missed)", "pollsSlowed(to: 300.0 seconds)",
            ])
        // Polled up to five minutes later, then a minute of grace.
        #expect(watched.polls(3000..<5400) >= 75)
        #expect(watched.polls(7200..<9000) <= 7)
    }

    @Test func `silence brings the cadence back at its moment, not with the next poll`() throws {
        let watched = try Self.scene(until: .seconds(3600), quiet: .seconds(1110))
        #expect(watched.changes == ["pollsSlowed(to: 300.0 seconds)", "pollsAtFullCadence(silent)"])
        // The last push came at 1080, and slow polls at 2709 and 3012.
        #expect(watched.polls(2280..<2880) == 2)
        #expect(watched.polls(2880..<2881) == 1)
        #expect(watched.polls(2880..<3480) >= 18)
    }

    @Test func `a receiver that is shut down brings the cadence back`() throws {
        let watched = try Self.scene(until: .seconds(3000), shutDown: .seconds(1800))
        #expect(
            watched.changes == [
                "pollsSlowed(to: 300.0 seconds)", "pushesEnded", "pollsAtFullCadence(pushesEnded)",
            ])
        // At that moment, and not once push counts as silent.
        #expect(watched.polls(1800..<1860) >= 2)
        #expect(watched.polls(1800..<3000) >= 36)
        #expect(watched.report.verdict == .pushesEnded)
    }

    @Test func `what happened while nobody looked is no miss of push`() throws {
        let scene = try FeedScene()
        let report = try scene.world.run {
            try await scene.addRun()
            let feed = try scene.feed()
            _ = await feed.events(until: .seconds(200), on: scene)
            #expect(feed.report().total.undecided == 2)
            try await scene.sleep(until: .seconds(1000))
            try await scene.addRun()
            _ = await feed.events(until: .seconds(1200), on: scene)
            return feed.report()
        }
        #expect(report.total.undecided == 4 && report.total.pollOnly == 0)
        #expect(report.verdict == .tooFew)
    }

    @Test func `a floor or a trust that nobody could live up to is refused`() throws {
        let scene = try FeedScene()
        let wrong: [(Duration?, EventFeed.Trust)] = [
            (.zero, .init()), (.seconds(901), .init()), (nil, .init(window: .zero)),
            (nil, .init(window: .seconds(86_401))), (nil, .init(leastEvents: 0)), (nil, .init(grace: .zero)),
            (nil, .init(silence: .zero)),
        ]
        for (floor, trust) in wrong {
            let error = #expect(throws: CallFunnelError.self) { try scene.feed(slowingPollsTo: floor, trust: trust) }
            #expect(error?.code == .invalidConfiguration)
        }
    }
}
