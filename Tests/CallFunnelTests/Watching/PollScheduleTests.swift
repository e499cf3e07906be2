// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct PollScheduleTests {
    private func schedule(every interval: Duration = .seconds(30), phase: Double = 1) -> PollSchedule {
        PollSchedule(cadence: .every(interval), phase: phase, start: .zero)
    }

    @Test func `a source is due at once, then a cadence after each poll, with a tenth of jitter`() {
        var schedule = schedule()
        #expect(schedule.due == .zero)
        schedule.succeeded(at: .seconds(2), isActive: true, random: 0)
        #expect(schedule.due == .seconds(2 + 28.5))
        schedule.succeeded(at: .seconds(100), isActive: true, random: 0.5)
        #expect(schedule.due == .seconds(130))
        schedule.succeeded(at: .seconds(200), isActive: true, random: 1)
        #expect(schedule.due == .seconds(231.5))
    }

    @Test func `the second poll falls on the source's phase`() {
        let dues = [0.25, 0.5, 0.75, 1].map { phase in
            var schedule = schedule(phase: phase)
            schedule.succeeded(at: .zero, isActive: true, random: 0.5)
            return schedule.due
        }
        #expect(dues == [.seconds(7.5), .seconds(15), .seconds(22.5), .seconds(30)])
    }

    @Test(arguments: [(1, 1.0), (2, 2), (3, 4), (9, 256), (10, 300), (60, 300)])
    func `backoff doubles from a second to five minutes`(failures: Int, seconds: Double) {
        var schedule = schedule()
        for _ in 1..<failures { schedule.failed(at: .zero, with: CallFunnelError(.unavailable, ""), random: 0) }
        var longest = schedule
        schedule.failed(at: .zero, with: CallFunnelError(.unavailable, ""), random: 0)
        longest.failed(at: .zero, with: CallFunnelError(.unavailable, ""), random: 1)
        #expect(schedule.due == .seconds(seconds / 2))
        #expect(longest.due == .seconds(seconds))
    }

    @Test(arguments: [(0.1, 0.5), (60.0, 60.0), (86_400.0, 3600.0)])
    func `what the service asks for is obeyed, for an hour at most`(asked: Double, wait: Double) {
        var schedule = schedule()
        let error = CallFunnelError(.rateLimited, "", retryAfter: .seconds(asked))
        schedule.failed(at: .zero, with: error, random: 0)
        #expect(schedule.due == .seconds(wait))
    }

    @Test func `an adaptive cadence halves its pace with each idle poll, and is fast again at once`() {
        var schedule = PollSchedule(cadence: .adaptive(fast: .seconds(30), slow: .seconds(200)), phase: 1, start: .zero)
        var waits: [Duration] = []
        for isActive in [true, false, false, false, false, true, false] {
            schedule.succeeded(at: .zero, isActive: isActive, random: 0.5)
            waits.append(schedule.due)
        }
        #expect(waits == [30, 60, 120, 200, 200, 30, 60].map { .seconds($0) })
    }

    @Test func `success ends the backoff`() {
        var schedule = schedule()
        for _ in 0..<5 { schedule.failed(at: .zero, with: CallFunnelError(.unavailable, ""), random: 0) }
        schedule.succeeded(at: .zero, isActive: true, random: 0.5)
        #expect(schedule.failures == 0 && schedule.due == .seconds(30))
    }

    @Test func `a poll that got further before it failed begins the backoff anew, and waits as long as it is asked to`()
    {
        var schedule = schedule()
        for _ in 0..<5 { schedule.failed(at: .zero, with: CallFunnelError(.unavailable, ""), random: 0) }
        var limited = schedule
        schedule.failed(at: .zero, with: CallFunnelError(.unavailable, ""), isFurther: true, random: 1)
        #expect(schedule.failures == 1 && schedule.due == .seconds(1))
        let error = CallFunnelError(.rateLimited, "", retryAfter: .seconds(60))
        limited.failed(at: .zero, with: error, isFurther: true, random: 1)
        #expect(limited.due == .seconds(60))
    }

    @Test(arguments: [(1.0, 10.0), (30, 300), (300, 300)])
    func `a suspended account is asked ten times more slowly, and every five minutes at least`(
        cadence: Double, wait: Double
    ) {
        var schedule = schedule(every: .seconds(cadence))
        schedule.suspended(at: .zero, random: 1)
        #expect(schedule.due == .seconds(wait))
    }

    @Test func `when it answers again, only what was slowed down for it is due at once`() {
        var slowed = schedule()
        slowed.suspended(at: .zero, random: 1)
        slowed.reinstated(at: .seconds(5))
        #expect(slowed.due == .seconds(5))

        var limited = schedule()
        limited.failed(at: .zero, with: CallFunnelError(.rateLimited, "", retryAfter: .seconds(60)), random: 1)
        limited.reinstated(at: .seconds(5))
        #expect(limited.due == .seconds(60))
    }
}
