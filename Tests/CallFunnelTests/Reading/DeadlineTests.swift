// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct DeadlineTests {
    /// How a read of the balance ended, and when in virtual time.
    private struct End: Sendable {
        let error: CallFunnelError?
        let at: Duration
    }

    private static func end(
        _ world: World, _ transport: ScriptedTransport, _ retry: RetryPolicy, cancelledAt: Duration? = nil
    ) throws -> End {
        let client = try world.client(transport, retry: retry)
        let end = try world.run {
            await withTaskGroup(of: End.self) { group in
                group.addTask {
                    let error = await failure { try await client.balance() }
                    return End(error: error, at: world.timing.elapsed())
                }
                if let cancelledAt {
                    try? await world.timing.sleep(cancelledAt)
                    group.cancelAll()
                }
                return await group.next()
            }
        }
        // What was begun has ended as well, and nothing is begun later.
        #expect(transport.returned == transport.sent.count)
        return try #require(end)
    }

    private static func policy(attempts: Int = 4, each: Duration, all: Duration) -> RetryPolicy {
        var policy = RetryPolicy()
        policy.maximumAttempts = attempts
        policy.attemptTimeout = each
        policy.totalTimeout = all
        return policy
    }

    @Test func `an attempt that hangs is given up and tried again`() throws {
        let world = World()
        let transport = world.script(Answer.hanging(world.timing), Answer.balance())
        let end = try Self.end(world, transport, Self.policy(each: .seconds(5), all: .seconds(60)))
        #expect(end.error == nil)
        #expect(transport.sent.map(\.at) == [.zero, .milliseconds(5250)])
    }

    @Test(arguments: [nil, 1, 2, 3] as [UInt64?])
    func `a service that hangs is left exactly when the whole time is over`(seed: UInt64?) throws {
        let world = World(seed: seed)
        let transport = world.script(Answer.hanging(world.timing))
        let end = try Self.end(world, transport, Self.policy(each: .seconds(5), all: .seconds(12)))
        #expect(end.error?.code == .timedOut)
        #expect(end.error?.isRetryable == true)
        #expect(end.at == .seconds(12))
        // 5 s, a wait of 0.25 s, 5 s, a wait of 0.5 s, and what is left.
        #expect(transport.sent.map(\.at) == [.zero, .milliseconds(5250), .milliseconds(10_750)])
    }

    @Test func `a trickle is no progress`() throws {
        let world = World()
        let timing = world.timing
        let transport = world.script { _ in
            while true { try await timing.sleep(timing.elapsed() + .milliseconds(10)) }
        }
        let end = try Self.end(world, transport, Self.policy(each: .seconds(5), all: .seconds(3)))
        #expect(end.error?.code == .timedOut)
        #expect(end.at == .seconds(3))
    }

    @Test func `failures end with the last one when a further wait would pass the deadline`() throws {
        let world = World(random: 1.0.nextDown)
        let transport = world.script(Answer.with(503))
        let end = try Self.end(world, transport, Self.policy(attempts: 100, each: .seconds(5), all: .seconds(10)))
        #expect(end.error?.code == .unavailable)
        #expect(transport.sent.count == 5)
        #expect(end.at < .milliseconds(7500))
    }

    @Test func `a transport that ignores its cancellation is waited for, and nothing follows`() throws {
        for (late, code) in [
            (Answer.with(503), CallFunnelError.Code.unavailable), (Answer.failing(Trouble.network), .timedOut),
        ] {
            let world = World()
            let transport = world.script(Answer.deaf(world, .seconds(9), late))
            let end = try Self.end(world, transport, Self.policy(each: .seconds(5), all: .seconds(5)))
            #expect(end.error?.code == code)
            #expect(end.at == .seconds(9))
            #expect(transport.sent.count == 1)
        }
    }

    @Test func `an answer that comes too late all the same is an answer`() throws {
        let world = World()
        let transport = world.script(Answer.deaf(world, .seconds(9), Answer.balance()))
        let end = try Self.end(world, transport, Self.policy(each: .seconds(5), all: .seconds(5)))
        #expect(end.error == nil)
        #expect(end.at == .seconds(9))
    }

    @Test(arguments: [Duration.zero, .seconds(-1), .seconds(Int64.min)])
    func `without time nothing is sent`(timeout: Duration) throws {
        for policy in [Self.policy(each: timeout, all: .seconds(60)), Self.policy(each: .seconds(5), all: timeout)] {
            let world = World()
            let transport = world.script(Answer.balance())
            let end = try Self.end(world, transport, policy)
            #expect(end.error?.code == .timedOut)
            #expect(transport.sent.isEmpty)
        }
    }

    @Test func `time without end is no deadline, on the system's clock as well`() async throws {
        let policy = Self.policy(each: .seconds(Int64.max), all: .seconds(Int64.max))
        let transport = ScriptedTransport(timing: .system, [Answer.balance(7)])
        let client = try CallFunnelClient(apiKey: World.key, transport: transport, retry: policy)
        #expect(try await client.balance().value.balance?.minorUnits == 7)
    }

    @Test(arguments: [nil, 1, 2, 3, 4, 5] as [UInt64?])
    func `cancelling ends a request at that instant`(seed: UInt64?) throws {
        let world = World(seed: seed)
        let transport = world.script(Answer.hanging(world.timing))
        let end = try Self.end(world, transport, RetryPolicy(), cancelledAt: .milliseconds(1234))
        #expect(end.error?.code == .cancelled)
        #expect(end.error?.isRetryable == false)
        #expect(end.at == .milliseconds(1234))
        #expect(transport.sent.count == 1)
    }

    @Test(arguments: [nil, 1, 2, 3, 4, 5] as [UInt64?])
    func `cancelling ends a wait at that instant`(seed: UInt64?) throws {
        let world = World(seed: seed)
        let transport = world.script(Answer.with(503, "", ["Retry-After": "10"]))
        let end = try Self.end(world, transport, RetryPolicy(), cancelledAt: .seconds(4))
        #expect(end.error?.code == .cancelled)
        #expect(end.at == .seconds(4))
        #expect(transport.sent.count == 1)
    }

    @Test func `a transport that ignores cancellation ends as cancelled, and nothing follows`() throws {
        let world = World()
        let transport = world.script(Answer.deaf(world, .seconds(9), Answer.failing(Trouble.network)))
        let end = try Self.end(world, transport, RetryPolicy(), cancelledAt: .seconds(4))
        #expect(end.error?.code == .cancelled)
        #expect(end.at == .seconds(9))
        #expect(transport.sent.count == 1)
    }

    @Test func `a cancelled task sends nothing at all`() throws {
        let world = World()
        let transport = world.script(Answer.balance())
        let client = try world.client(transport, retry: RetryPolicy())
        let error = try world.run {
            withUnsafeCurrentTask { $0?.cancel() }
            return await failure { try await client.balance() }
        }
        #expect(error?.code == .cancelled)
        #expect(transport.sent.isEmpty)
    }
}
