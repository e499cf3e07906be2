// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// A program that watches: it makes watchers, uses their events in its own way, and goes on until it is cancelled or
/// dies.
struct SimulatedProcess: Sendable {
    let plan: WorldPlan.Process
    let longestHandling: Duration
    let life: ProcessLife
    let history: WorldHistory
    let timing: Timing
    let events: Subjects
    /// What the consumer that is known by this number loops over.
    let makeLoop: @Sendable (Int) throws -> EventLoop

    func run() async {
        var chance = SeededGenerator(seed: plan.seed)
        while !Task.isCancelled, !life.isDead {
            let number = history.open()
            guard let loop = try? makeLoop(number) else { return }
            let seed = chance.next()
            await withTaskGroup(of: Void.self) { group in
                if let serve = loop.serve { group.addTask { await serve() } }
                await use(loop, number, SeededGenerator(seed: seed))
                group.cancelAll()
            }
            history.add(.gone(watcher: number, crashed: life.isDead))
        }
    }

    private func use(_ loop: EventLoop, _ number: Int, _ seeded: SeededGenerator) async {
        var chance = seeded
        repeat {
            let code = await iterate(loop, number, &chance)
            history.add(.left(watcher: number, code))
            await rest(.seconds(chance.pick(0, 1, 20)))
        } while !Task.isCancelled && !life.isDead && chance.unit() < 0.8
    }

    private func rest(_ duration: Duration) async {
        try? await timing.sleep(timing.elapsed() + duration)
    }

    /// - Returns: the error that ended it.
    private func iterate(
        _ loop: EventLoop, _ number: Int, _ chance: inout SeededGenerator
    ) async -> CallFunnelError.Code? {
        let seed = chance.next()
        guard plan.style == .cancelled else { return await consume(loop, number, SeededGenerator(seed: seed)) }
        let patience = Duration.milliseconds(chance.below(120_000))
        return await withTaskGroup(of: Ended.self) { group in
            group.addTask { .consumed(await consume(loop, number, SeededGenerator(seed: seed))) }
            group.addTask {
                await rest(patience)
                return .interrupted
            }
            var code: CallFunnelError.Code?
            for await ended in group {
                if case .consumed(let error) = ended { code = error }
                group.cancelAll()
            }
            return code
        }
    }

    private enum Ended: Sendable {
        case consumed(CallFunnelError.Code?)
        case interrupted
    }

    private struct HandlerFailed: Error {}

    private func consume(
        _ loop: EventLoop, _ number: Int, _ seeded: SeededGenerator
    ) async -> CallFunnelError.Code? {
        var chance = seeded
        do {
            let next = try loop.makeNext()
            while let event = try await next() {
                if life.isDead { return nil }
                let delivery = await events.delivery(of: event)
                history.add(.delivered(watcher: number, delivery))
                try await handle(&chance)
                if plan.style == .breaking, chance.unit() < 0.2 { return nil }
                if !Task.isCancelled { history.add(.acknowledged(watcher: number, key: delivery.key)) }
            }
            if plan.style == .oneTurn { await rest(.seconds(chance.below(90))) }
            return nil
        } catch let error as CallFunnelError {
            // A single poll may fail in any way; a stream goes on until it is cancelled, or its key is refused.
            let mayEnd = plan.style == .oneTurn || [.cancelled, .unauthorized].contains(error.code)
            if !mayEnd, !life.isDead { history.add(.broken(watcher: number, error.code)) }
            return error.code
        } catch {
            return nil
        }
    }

    /// What the consumer does with an event.
    private func handle(_ chance: inout SeededGenerator) async throws {
        await Task.yield()
        switch plan.style {
        case .slow:
            let most = min(longestHandling, chance.pick(.seconds(2), .seconds(20), .seconds(400)))
            try await timing.sleep(timing.elapsed() + most * chance.unit())
        case .throwing:
            if chance.unit() < 0.2 { throw HandlerFailed() }
        case .cancelled:
            // A handler that takes no notice of its cancellation must not count as done.
            try? await timing.sleep(timing.elapsed() + .milliseconds(chance.below(3000)))
        case .fast, .breaking, .oneTurn: break
        }
    }
}
