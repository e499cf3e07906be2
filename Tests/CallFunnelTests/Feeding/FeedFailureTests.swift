// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Foundation
import Testing

@testable import CallFunnel

/// One lane fails, and the other goes on.
@Suite struct FeedFailureTests {
    private static func code(_ feed: EventFeed) async -> CallFunnelError.Code? {
        do throws(CallFunnelError) {
            for try await _ in feed {}
            return nil
        } catch { return error.code }
    }

    @Test func `a refused key ends the polls, is told, and pushes go on`() throws {
        let scene = try FeedScene(key: "cf_live_wrong")
        let handed = try scene.world.run {
            let feed = try scene.feed()
            for (index, time) in [1, 400, 800].enumerated() {
                scene.push("call_\(index)", run: "run_\(index)", id: "evt_\(index)", at: .seconds(time))
            }
            let handed = await feed.events(until: .seconds(900), on: scene)
            #expect(feed.report().verdict == .pollsEnded)
            return handed
        }
        #expect(handed.map(\.at) == [.seconds(1), .seconds(400), .seconds(800)])
        #expect(scene.observed("pollsEnded").count == 1)
        let requests = scene.account.observations.all.filter { if case .failed = $0 { true } else { false } }
        #expect(requests.count == 3)
    }

    @Test func `once both lanes have ended, the loop ends with the key's error`() throws {
        let scene = try FeedScene(key: "cf_live_wrong")
        let code = try scene.world.run {
            scene.world.start {
                try? await scene.sleep(until: .seconds(600))
                scene.receiver.shutDown()
            }
            return await Self.code(try scene.feed())
        }
        #expect(code == .unauthorized)
        #expect(scene.elapsed == .seconds(600))
        #expect(scene.observations.all.count == 2)
    }

    @Test func `a receiver that was shut down leaves the polls running`() throws {
        let scene = try FeedScene()
        let handed = try scene.world.run {
            scene.receiver.shutDown()
            scene.world.start {
                try? await scene.sleep(until: .seconds(100))
                _ = try? await scene.addRun()
            }
            return try await scene.feed().events(2, on: scene)
        }
        #expect(handed.map(\.key) == ["workflow.run.started/run_1", "workflow.run.ended/run_1"])
        #expect(scene.observed("pushesEnded").count == 1)
    }

    @Test func `a service that cannot be polled leaves the pushes running`() throws {
        struct Down: Error {}
        let scene = try FeedScene(transport: { _ in AnsweringTransport { _ in throw Down() } })
        let handed = try scene.world.run {
            for index in 1...5 {
                scene.push("call_\(index)", run: "run_\(index)", id: "evt_\(index)", at: .seconds(index * 100))
            }
            return try await scene.feed().events(5, on: scene)
        }
        #expect(handed.map(\.at) == (1...5).map { .seconds($0 * 100) })
    }

    @Test func `a ledger that cannot record a push ends the stream, and the push comes again`() throws {
        let memory = MemoryLedger()
        let refusing = RecordRefusingLedger(memory)
        refusing.refuses.turn(on: false)
        let scene = try FeedScene([.runs(of: "wf_none")], ledger: refusing)
        let code = try scene.world.run {
            scene.push("call_1", run: "run_1", id: "evt_1", at: .seconds(5))
            let feed = try scene.feed()
            var code: CallFunnelError.Code?
            do throws(CallFunnelError) {
                for try await _ in feed { refusing.refuses.turn(on: true) }
            } catch { code = error.code }
            // The answer to the push is on its way.
            try await scene.sleep(until: scene.elapsed + .seconds(1))
            return code
        }
        #expect(code == .ledgerFailed)
        #expect(scene.statuses.all == [503])
    }

    @Test func `a ledger that cannot be read ends the stream`() throws {
        let scene = try FeedScene(ledger: DeadLedger())
        let code = try scene.world.run { await Self.code(try scene.feed()) }
        #expect(code == .ledgerFailed)
    }
}
