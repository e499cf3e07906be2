// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// Both lanes as one stream.
@Suite struct EventFeedTests {
    @Test func `each lane's events come, those of both only once`() throws {
        let scene = try FeedScene()
        let handed = try scene.world.run {
            let feed = try scene.feed()
            let run = try await scene.simulator.startRun(workflow: "wf_1")
            let call = try await scene.simulator.startCall(in: run, phone: "+12025550143")
            scene.push("call_7", run: "run_7", id: "evt_1", at: .seconds(5))
            scene.push("call_7", run: "run_7", id: "evt_1", at: .seconds(6))
            scene.push(call, run: run, id: "evt_2", at: .seconds(8))
            scene.push("call_7", run: "run_7", id: "evt_1", at: .seconds(40))
            async let events = feed.events(until: .seconds(100), on: scene)
            try await scene.sleep(until: .seconds(7))
            try await scene.simulator.endCall(call)
            try await scene.simulator.endRun(run)
            return await events
        }
        #expect(
            handed.map(\.key) == [
                "workflow.run.started/run_1", "call.completed/call_7", "call.completed/call_1",
                "workflow.run.ended/run_1",
            ])
        #expect(handed.dropLast().map(\.at) == [.zero, .seconds(5), .seconds(8)])
        #expect(scene.statuses.all == [200, 200, 200, 200])
    }

    @Test func `what was polled of a resource comes before what was pushed of it later`() throws {
        let scene = try FeedScene()
        let handed = try scene.world.run {
            let feed = try scene.feed()
            let run = try await scene.addRun()
            try await scene.simulator.startRun(workflow: "wf_1")
            let iterator = feed.makeAsyncIterator()
            var keys = [try await iterator.next()?.key.description]
            // Of the first run, the poll has found start and end, which wait their turn.
            scene.push("call_9", run: run, id: "evt_1", at: .seconds(1))
            try await scene.sleep(until: .seconds(2))
            for _ in 0..<3 { keys.append(try await iterator.next()?.key.description) }
            return keys
        }
        #expect(
            handed == [
                "workflow.run.started/run_2", "workflow.run.started/run_1", "workflow.run.ended/run_1",
                "call.completed/call_9",
            ])
    }

    @Test func `leaving the loop answers and records nothing: polled and pushed events come again, once`() throws {
        let scene = try FeedScene()
        let keys = try scene.world.run {
            let feed = try scene.feed()
            try await scene.addRun()
            var keys = try await feed.events(1, on: scene).map(\.key)
            keys += try await feed.events(2, on: scene).map(\.key)
            // A push that nobody asked past is answered by the next loop.
            scene.push("call_7", run: "run_7", id: "evt_1", at: .seconds(4))
            keys += try await feed.events(2, on: scene).map(\.key)
            #expect(scene.statuses.all == [])
            keys += await feed.events(until: .seconds(9), on: scene).map(\.key)
            return keys
        }
        #expect(
            keys == [
                "workflow.run.started/run_1",
                "workflow.run.started/run_1", "workflow.run.ended/run_1",
                "workflow.run.ended/run_1", "call.completed/call_7",
                "call.completed/call_7",
            ])
        #expect(scene.statuses.all == [200])
    }

    @Test func `a polled event that was left comes before a push that came since`() throws {
        let scene = try FeedScene()
        let keys = try scene.world.run {
            let feed = try scene.feed()
            try await scene.addRun()
            var keys = try await feed.events(1, on: scene).map(\.key)
            scene.push("call_7", run: "run_7", id: "evt_1", at: .seconds(1))
            try await scene.sleep(until: .seconds(2))
            keys += await feed.events(until: .seconds(3), on: scene).map(\.key)
            return keys
        }
        #expect(
            keys == [
                "workflow.run.started/run_1",
                "workflow.run.started/run_1", "call.completed/call_7", "workflow.run.ended/run_1",
            ])
    }

    @Test func `a push of what was in hand for longer than a lease is not handed out, and is known from then on`()
        throws
    {
        let scene = try FeedScene([.approvals])
        let handed = Log<String>()
        try scene.world.run {
            _ = try await scene.simulator.requestApproval("10 %")
            let push = Reception.envelope(
                "approval.requested", "evt_1", data: #"{"id": "apr_1", "status": "pending"}"#)
            for time in [310, 400] { scene.push(push, at: .seconds(time)) }
            let feed = try scene.feed()
            _ = await scene.account.timing.run(until: .seconds(500)) {
                for try await event in feed {
                    handed.add(event.key.description)
                    // The claim on it ran out after 300 s, so the push was let in.
                    try await scene.sleep(until: .seconds(315))
                }
            }
        }
        #expect(handed.all == ["approval.requested/apr_1"])
        #expect(scene.statuses.all == [503, 200])
    }

    @Test func `after leaving, the watcher and the receiver can be used by themselves again`() throws {
        let scene = try FeedScene()
        let keys = try scene.world.run {
            let feed = try scene.feed()
            try await scene.addRun()
            var keys = try await feed.events(2, on: scene).map(\.key)
            keys += try await scene.watcher.poll().keys()
            scene.push("call_7", run: "run_7", id: "evt_1", at: .seconds(4))
            for try await event in scene.receiver.events() {
                keys.append(event.key.description)
                scene.receiver.shutDown()
            }
            return keys
        }
        #expect(
            keys == [
                "workflow.run.started/run_1", "workflow.run.ended/run_1", "workflow.run.ended/run_1",
                "call.completed/call_7",
            ])
    }

    @Test func `a second loop over the feed, its watcher or its receiver is refused, and the first goes on`() throws {
        let scene = try FeedScene()
        try scene.world.run {
            let feed = try scene.feed()
            try await scene.addRun()
            let first = feed.makeAsyncIterator()
            _ = try await first.next()
            let others: [any AsyncSequence<CallFunnelEvent, CallFunnelError>] = [
                feed, scene.watcher.events(), scene.receiver.events(),
            ]
            for other in others {
                let error = await #expect(throws: CallFunnelError.self) { for try await _ in other {} }
                #expect(error?.code == .alreadyIterating)
            }
            let next = try await first.next()
            #expect(next?.key == EventKey("workflow.run.ended", "run_1"))
        }
    }

    @Test func `a taken receiver leaves the watcher free`() throws {
        let scene = try FeedScene()
        try scene.world.run {
            try await scene.addRun()
            scene.push("call_7", run: "run_7", id: "evt_1", at: .zero)
            let receiving = scene.receiver.events().makeAsyncIterator()
            _ = try await receiving.next()
            let feed = try scene.feed()
            let error = await #expect(throws: CallFunnelError.self) { for try await _ in feed {} }
            #expect(error?.code == .alreadyIterating)
            expectKeys(try await scene.watcher.poll().keys().prefix(1) + [], ["workflow.run.started/run_1"])
        }
    }

    @Test func `a cancelled task acknowledges nothing of either lane`() throws {
        let scene = try FeedScene()
        let again = try scene.world.run {
            let feed = try scene.feed()
            scene.push("call_7", run: "run_7", id: "evt_1", at: .seconds(1))
            let ended = await scene.account.timing.run(until: .seconds(3)) {
                for try await _ in feed { try? await scene.sleep(until: .seconds(60)) }
            }
            if case .finished = ended { Issue.record("ended without an error") }
            #expect(scene.elapsed == .seconds(3))
            #expect(scene.statuses.all == [])
            return await feed.events(until: .seconds(5), on: scene)
        }
        #expect(again == [Handed("call.completed/call_7", at: .seconds(3))])
    }

    @Test func `nothing of the feed is left running between two events or after the loop`() throws {
        let scene = try FeedScene()
        try scene.world.run {
            let feed = try scene.feed()
            scene.push("call_7", run: "run_7", id: "evt_1", at: .seconds(1))
            for try await _ in feed { break }
            // The receiver's own deadline for the event that waits, and this very sleep.
            try await scene.sleep(until: .seconds(2))
            #expect(scene.world.clock.deadlines == [.seconds(21)])
        }
    }

    @Test func `two ledgers are refused`() throws {
        let scene = try FeedScene()
        let alone = try scene.reception.receiver()
        let error = #expect(throws: CallFunnelError.self) { try EventFeed(scene.watcher, alone) }
        #expect(error?.code == .invalidConfiguration)
    }

    /// An app's own code, which knows of neither lane.
    private static func app(
        _ events: some AsyncSequence<CallFunnelEvent, CallFunnelError>
    ) async throws -> [String] {
        var keys: [String] = []
        for try await event in events {
            keys.append(event.key.description)
            if keys.count == 2 { break }
        }
        return keys
    }

    @Test func `the switch is one line`() throws {
        let scene = try FeedScene()
        let keys = try scene.world.run {
            try await scene.addRun()
            let before = try await Self.app(scene.watcher.events())
            scene.push("call_7", run: "run_7", id: "evt_1", at: scene.elapsed + .seconds(1))
            let after = try await Self.app(EventFeed(scene.watcher, scene.receiver))
            return before + after
        }
        #expect(
            keys == [
                "workflow.run.started/run_1", "workflow.run.ended/run_1", "workflow.run.ended/run_1",
                "call.completed/call_7",
            ])
    }
}
