// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// By which ways a simulated program learns of events.
package enum WorldLanes: String, Sendable, CaseIterable {
    case polls, pushes, both
}

/// What the first process of a world listens to, apart from what it asks for.
package struct WorldPushes: Sendable {
    package var troubles: [SenderTrouble]
    package var rate: Double
    package var struckAttempts: Int
    package var wakesPolls: Bool
    package var slowsPolls: Bool

    package static let secret = "whsec_of_a_world"
}

extension WorldPlan {
    /// A plan in which the account also pushes, and the first process switches to and fro between the lanes from one
    /// epoch to the next. The last epoch reads both.
    package init(seed: UInt64, pushing: Bool) {
        self.init(seed: seed)
        guard pushing else { return }
        var chance = SeededGenerator(seed: seed ^ 0x9054)
        pushes = WorldPushes(
            troubles: SenderTrouble.allCases.filter { _ in chance.unit() < 0.5 }, rate: chance.pick(0, 0.2, 0.5),
            struckAttempts: 1 + chance.below(2), wakesPolls: chance.unit() < 0.5, slowsPolls: chance.unit() < 0.3)
        // What was there before the start cannot be told from a late push.
        start = .everything
        for index in epochs.indices { epochs[index].lanes = chance.pick(.polls, .pushes, .both, .both) }
    }
}

/// One way to iterate: what a simulated consumer loops over.
struct EventLoop: Sendable {
    let makeNext: @Sendable () throws -> () async throws -> CallFunnelEvent?
    /// Serves pushes until it is cancelled.
    var serve: (@Sendable () async -> Void)?

    init(_ watcher: Watcher, oneTurn: Bool) {
        makeNext = {
            let iterator = (oneTurn ? watcher.poll() : watcher.events()).makeAsyncIterator()
            return { try await iterator.next() }
        }
    }

    init(_ receiver: WebhookReceiver, _ line: WebhookLine) {
        makeNext = {
            let iterator = receiver.events().makeAsyncIterator()
            return { try await iterator.next() }
        }
        serve(receiver, line)
    }

    init(_ feed: EventFeed, _ receiver: WebhookReceiver, _ line: WebhookLine) {
        makeNext = {
            let iterator = feed.makeAsyncIterator()
            return { try await iterator.next() }
        }
        serve(receiver, line)
    }

    private mutating func serve(_ receiver: WebhookReceiver, _ line: WebhookLine) {
        serve = { try? await line.serve { await receiver.respond(to: $0) } }
    }
}
