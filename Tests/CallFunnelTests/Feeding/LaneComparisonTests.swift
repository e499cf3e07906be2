// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import CallFunnel

/// Reports of schedules made by hand.
@Suite struct LaneComparisonTests {
    private static let judgement = LaneComparison.Judgement(
        trust: .init(leastEvents: 2), pollPatience: .seconds(60))

    private static func key(_ number: Int, _ type: EventType = .callCompleted) -> EventKey {
        EventKey(type, "call_\(number)")
    }

    @Test func `each event counts by the lanes that showed it, and leads are those of both`() {
        var lanes = LaneComparison(start: .zero)
        // Ahead by 10, 20, …, 100 seconds.
        for number in 1...10 {
            lanes.pushed(Self.key(number), isNew: true, at: .seconds(1000))
            lanes.polled(Self.key(number), isNew: false, at: .seconds(1000 + number * 10))
        }
        // Polled first, and pushed within the grace.
        lanes.polled(Self.key(11), isNew: true, at: .seconds(1100))
        lanes.pushed(Self.key(11), isNew: false, at: .seconds(1130))
        // And too late.
        lanes.polled(Self.key(12), isNew: true, at: .seconds(1100))
        lanes.pushed(Self.key(12), isNew: false, at: .seconds(1160))
        lanes.polled(Self.key(13, .runEnded), isNew: true, at: .seconds(1100))
        lanes.pushed(Self.key(14, .approvalRequested), isNew: true, at: .seconds(1100))
        // Who knows yet.
        lanes.polled(Self.key(15), isNew: true, at: .seconds(1190))
        lanes.pushed(Self.key(16), isNew: true, at: .seconds(1190))
        // Handled before anybody looked.
        lanes.polled(Self.key(17), isNew: false, at: .seconds(1190))
        lanes.pushed(Self.key(18), isNew: false, at: .seconds(1190))

        let report = lanes.report(over: .seconds(3600), at: .seconds(1200), Self.judgement)
        let total = report.total
        let counts: [Int] = [total.both, total.pushOnly, total.pollOnly, total.late, total.undecided]
        let expected: [Int] = [12, 1, 1, 1, 2]
        #expect(counts == expected)
        #expect(total.lead == .init(median: .seconds(40), p99: .seconds(100), least: .seconds(-60)))
        #expect(report.rows.map(\.type) == ["call.completed", "approval.requested", "workflow.run.ended"])
        #expect(report.verdict == .missed)
        #expect(report.covered == .seconds(1200))
        #expect(report.sinceLastPush == .seconds(10))
    }

    @Test func `an event counts in the window in which it was first shown`() {
        var lanes = LaneComparison(start: .zero)
        lanes.polled(Self.key(1), isNew: true, at: .seconds(100))
        for number in 2...3 {
            lanes.pushed(Self.key(number), isNew: true, at: .seconds(500))
            lanes.polled(Self.key(number), isNew: false, at: .seconds(501))
        }
        #expect(lanes.report(over: .seconds(500), at: .seconds(600), Self.judgement).verdict == .missed)
        #expect(lanes.report(over: .seconds(499), at: .seconds(600), Self.judgement).verdict == .safe)
    }

    @Test func `the verdict needs events, life, and polls`() {
        var lanes = LaneComparison(start: .zero)
        var verdicts: [EventFeed.Report.Verdict] = []
        let judge = { (lanes: LaneComparison, now: Duration) in
            lanes.report(over: .seconds(3600), at: now, Self.judgement).verdict
        }
        verdicts.append(judge(lanes, .seconds(10)))
        verdicts.append(judge(lanes, .seconds(1800)))
        for number in 1...2 {
            lanes.pushed(Self.key(number), isNew: true, at: .seconds(2000))
            lanes.polled(Self.key(number), isNew: false, at: .seconds(2001))
        }
        verdicts.append(judge(lanes, .seconds(2002)))
        verdicts.append(judge(lanes, .seconds(3800)))
        #expect(verdicts == [.tooFew, .silent, .safe, .silent])
        var judgement = Self.judgement
        judgement.havePollsEnded = true
        #expect(lanes.report(over: .seconds(3600), at: .seconds(2002), judgement).verdict == .pollsEnded)
    }

    @Test func `a push that comes once the grace is over is as bad as one that never comes`() {
        for (late, verdict) in [(159, EventFeed.Report.Verdict.safe), (160, .missed)] {
            var lanes = LaneComparison(start: .zero)
            for (number, pushed) in [(1, 110), (2, late)] {
                lanes.polled(Self.key(number), isNew: true, at: .seconds(100))
                lanes.pushed(Self.key(number), isNew: false, at: .seconds(pushed))
            }
            #expect(lanes.report(over: .seconds(3600), at: .seconds(200), Self.judgement).verdict == verdict)
        }
    }

    @Test func `a push that is tried again, and a second poll, change nothing`() {
        var lanes = LaneComparison(start: .zero)
        for time in [100, 160, 460] {
            lanes.pushed(Self.key(1), isNew: true, at: .seconds(time))
            lanes.polled(Self.key(1), isNew: time == 100, at: .seconds(time + 5))
        }
        let total = lanes.report(over: .seconds(3600), at: .seconds(500), Self.judgement).total
        #expect(total.both == 1)
        #expect(total.lead?.median == .seconds(5))
    }

    @Test func `the memory is bounded in number and time, and says so`() {
        var lanes = LaneComparison(start: .zero)
        for number in 0..<25_000 { lanes.polled(Self.key(number), isNew: true, at: .seconds(number)) }
        #expect(lanes.sightings.count < 11_000)
        let report = lanes.report(over: .seconds(86_400), at: .seconds(25_000), Self.judgement)
        #expect(report.covered < .seconds(11_001))
        #expect(report.covered >= .seconds(10_000))
        lanes.polled(Self.key(-1), isNew: true, at: .seconds(25_000 + 86_400 + 3600))
        #expect(lanes.sightings.count == 1)
        // What stays is still found.
        lanes.pushed(Self.key(-1), isNew: false, at: .seconds(200_000))
        #expect(lanes.sightings.last?.pushed == .seconds(200_000))
    }

    @Test func `a report prints as a table, and survives JSON`() throws {
        var lanes = LaneComparison(start: .zero)
        for number in 1...12 {
            lanes.pushed(Self.key(number), isNew: true, at: .seconds(1000))
            lanes.polled(Self.key(number), isNew: false, at: .milliseconds(1_014_250))
        }
        lanes.polled(Self.key(1, .runEnded), isNew: true, at: .seconds(1010))
        let report = lanes.report(over: .seconds(3600), at: .seconds(1200), Self.judgement)
        #expect(
            report.description == """
                                    both  late  push only  poll only  undecided  push ahead by: median     p99   least
                call.completed        12     0          0          0          0                 14.3 s  14.3 s  14.3 s
                workflow.run.ended     0     0          0          1          0                      -       -       -
                all                   12     0          0          1          0                 14.3 s  14.3 s  14.3 s
                seen over 20.0 min of the 60.0 min asked for; the last push came 3.3 min ago; polls are at full cadence
                slowing the polls is not safe: push missed 1 and was late with 0
                """)
        let text = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        for name in ["push_only", "poll_only", "window_seconds", "polls_slowed", "median_seconds"] {
            #expect(text.contains("\"\(name)\""))
        }
        let copy = try JSONDecoder().decode(EventFeed.Report.self, from: Data(text.utf8))
        #expect(copy == report)
        let damaged = #"{"window_seconds": 1e300}"#
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(EventFeed.Report.self, from: Data(damaged.utf8))
        }
    }

    @Test func `neither a report nor an observation shows whose event it was`() throws {
        var lanes = LaneComparison(start: .zero)
        lanes.pushed(EventKey(.messageReplied, PrivacyTests.phone.rawValue), isNew: true, at: .seconds(1))
        try PrivacyTests.expectPrivate(lanes.report(over: .seconds(10), at: .seconds(5), Self.judgement))
        try PrivacyTests.expectPrivate(EventFeed.Observation.woke(.timeline(of: PrivacyTests.phone)))
    }

    @Test func `what is polled after a pause is undecided, until it is pushed`() {
        var lanes = LaneComparison(start: .zero)
        for number in 1...2 {
            lanes.polled(Self.key(number), isNew: true, isComparable: false, at: .seconds(100))
        }
        lanes.pushed(Self.key(1), isNew: false, at: .seconds(130))
        let report = lanes.report(over: .seconds(3600), at: .seconds(1000), Self.judgement)
        #expect(report.total.both == 1 && report.total.undecided == 1 && report.total.pollOnly == 0)
        #expect(lanes.nextDoubt(.init(), after: .seconds(1000)) == .seconds(130 + 1800))
    }

    @Test func `polls too far apart are no proof of push, for as long as the window`() {
        var lanes = LaneComparison(start: .zero)
        for number in 1...20 {
            lanes.pushed(Self.key(number), isNew: true, at: .seconds(3000))
            lanes.polled(Self.key(number), isNew: false, at: .seconds(3010))
        }
        let window = Duration.seconds(3600)
        #expect(lanes.verdict(over: window, at: .seconds(3100), Self.judgement) == .safe)
        lanes.lastGap = .seconds(3050)
        #expect(lanes.verdict(over: window, at: .seconds(3100), Self.judgement) == .gap)
        #expect(lanes.verdict(over: .seconds(40), at: .seconds(3100), Self.judgement) != .gap)
    }
}
