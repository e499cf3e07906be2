// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// Floods, and polls that pushes interrupt.
@Suite struct FeedFairnessTests {
    /// Every request takes a while, and how many were made is known.
    private struct SlowTransport: Transport {
        let next: any Transport
        let timing: Timing
        let delay: Duration
        let begun = Log<Duration>()
        let finished = Log<Duration>()

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            begun.add(timing.elapsed())
            try await timing.sleep(timing.elapsed() + delay)
            finished.add(timing.elapsed())
            return try await next.send(request)
        }
    }

    private static func slowed(_ delay: Duration) throws -> (FeedScene, SlowTransport) {
        let account = Log<SlowTransport>()
        let scene = try FeedScene(transport: { watched in
            let slow = SlowTransport(next: watched.simulator, timing: watched.timing, delay: delay)
            account.add(slow)
            return slow
        })
        return (scene, try #require(account.all.first))
    }

    @Test func `a long batch and a flood of pushes take turns`() throws {
        let scene = try FeedScene()
        let lanes = try scene.world.run {
            for _ in 0..<20 { try await scene.addRun() }
            for index in 0..<20 { scene.push("call_p\(index)", run: "run_p\(index)", id: "evt_\(index)", at: .zero) }
            try await scene.sleep(until: .seconds(1))
            return try await scene.feed().events(60, on: scene).map { $0.key.hasPrefix("call") ? "push" : "poll" }
        }
        #expect(lanes.filter { $0 == "push" }.count == 20)
        // Polls that are due wait for six pushes, and from then on it is one of each.
        let turns = (0..<26).map { $0.isMultiple(of: 2) ? "poll" : "push" }
        #expect(lanes.prefix(6).allSatisfy { $0 == "push" })
        #expect(Array(lanes.dropFirst(6).prefix(26)) == turns)
    }

    @Test func `a push that must wait for polled events of its resource does not hold up the others`() throws {
        let scene = try FeedScene()
        let keys = try scene.world.run {
            for _ in 0..<10 { try await scene.addRun() }
            let iterator = try scene.feed().makeAsyncIterator()
            var keys = [try await iterator.next()?.key.description ?? ""]
            scene.push("call_own", run: "run_10", id: "evt_0", at: .seconds(1))
            for index in 1...3 {
                scene.push("call_\(index)", run: "run_p\(index)", id: "evt_\(index)", at: .seconds(2))
            }
            try await scene.sleep(until: .seconds(3))
            for _ in 0..<22 { keys.append(try await iterator.next()?.key.description ?? "") }
            return keys
        }
        let others = (1...3).compactMap { index in keys.firstIndex { $0.hasSuffix("/call_\(index)") } }
        #expect(others.count == 3 && others.allSatisfy { $0 <= 6 }, "\(keys)")
        let own = try #require(keys.firstIndex { $0.hasSuffix("/call_own") })
        let started = try #require(keys.firstIndex { $0 == "workflow.run.started/run_10" })
        #expect(own > started)
    }

    @Test func `a push comes at its instant though a poll is under way, and the poll is made up for`() throws {
        let (scene, transport) = try Self.slowed(.seconds(8))
        let handed = try scene.world.run {
            try await scene.addRun()
            scene.push("call_7", run: "run_7", id: "evt_1", at: .seconds(5))
            return try await scene.feed().events(3, on: scene)
        }
        #expect(
            handed == [
                Handed("call.completed/call_7", at: .seconds(5)),
                Handed("workflow.run.started/run_1", at: .seconds(13)),
                Handed("workflow.run.ended/run_1", at: .seconds(13)),
            ])
        #expect(transport.begun.all == [.zero, .seconds(5)])
        #expect(transport.finished.all == [.seconds(13)])
        let failures = scene.account.observations.all.filter { if case .failed = $0 { true } else { false } }
        #expect(failures.isEmpty)
    }

    @Test func `pushes without end do not keep polls from finishing, nor cost many requests`() throws {
        let (scene, transport) = try Self.slowed(.seconds(8))
        let handed = try scene.world.run {
            try await scene.addRun()
            for index in 0..<100 {
                scene.push("call_p\(index)", run: "run_p\(index)", id: "evt_\(index)", at: .seconds(1 + index))
            }
            return try await scene.feed().events(until: .seconds(120), on: scene)
        }
        #expect(handed.count == 102)
        let polled = handed.filter { $0.key.hasPrefix("workflow") }
        #expect(polled.first?.at == .seconds(11))
        // Each of the rounds of that time is interrupted three times and then let finish.
        #expect(transport.finished.all.count == 3)
        #expect(transport.begun.all.count == 12)
        #expect(scene.statuses.all == Array(repeating: 200, count: 100))
    }

    @Test func `a poll that was finished keeps what it read when the others of its round are interrupted`() throws {
        let paths = Log<String>()
        let scene = try FeedScene(
            [.runs(of: "wf_1"), .approvals],
            transport: { watched in
                AnsweringTransport { request in
                    paths.add(request.url.lastPathComponent)
                    let delay: Duration = request.url.path.hasSuffix("runs") ? .seconds(1) : .seconds(9)
                    try await watched.timing.sleep(watched.timing.elapsed() + delay)
                    return try await watched.simulator.send(request)
                }
            })
        let handed = try scene.world.run {
            try await scene.addRun()
            _ = try await scene.simulator.requestApproval("10 %")
            scene.push("call_7", run: "run_7", id: "evt_1", at: .seconds(5))
            return try await scene.feed().events(4, on: scene)
        }
        #expect(
            handed == [
                Handed("workflow.run.started/run_1", at: .seconds(5)),
                Handed("call.completed/call_7", at: .seconds(5)),
                Handed("workflow.run.ended/run_1", at: .seconds(5)),
                // Nine seconds for those that wait, and nine for those that were approved.
                Handed("approval.requested/apr_1", at: .seconds(23)),
            ])
        #expect(paths.all.filter { $0 == "runs" }.count == 1)
        #expect(paths.all.filter { $0 == "approvals" }.count == 3)
    }
}
