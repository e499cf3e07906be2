// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Synchronization
import Testing

/// Virtual time, and clients whose transport is scripted.
struct World: Sendable {
    static let key = "cf_live_Zq7SECRETx42"
    static let phone = "+12025550143"

    let world: SimulatedWorld
    let timing: Timing

    /// - Parameter random: every throw of the dice.
    init(seed: UInt64? = nil, random: Double = 0.5) {
        let world = SimulatedWorld(seed: seed)
        self.world = world
        timing = Timing(clock: world.clock, now: { world.clock.time.date }, random: { random })
    }

    func script(_ steps: ScriptedTransport.Step...) -> ScriptedTransport {
        ScriptedTransport(timing: timing, steps)
    }

    func client(
        _ transport: any Transport, retry: RetryPolicy = .none, key: String = World.key
    ) throws(CallFunnelError) -> CallFunnelClient {
        try CallFunnelClient(apiKey: key, transport: transport, retry: retry, timing: timing)
    }

    func run<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        try world.run(body)
    }

    /// How a read ends: once, on a client of its own, for one answer.
    func ending(_ step: @escaping ScriptedTransport.Step, retry: RetryPolicy = .none) throws -> Ending {
        let client = try client(script(step), retry: retry)
        return try run { await Ending { try await client.balance() } }
    }
}

/// How a call ended.
struct Ending: Sendable {
    var error: CallFunnelError?
    var balance: Int64?

    init(_ body: () async throws -> Reading<Balance>) async {
        do {
            balance = try await body().value.balance?.minorUnits
        } catch {
            self.error = known(error)
        }
    }
}

/// The error a body ends with, if it does.
func failure<Value>(of body: () async throws -> Value) async -> CallFunnelError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return known(error)
    }
}

func failure<Value>(of body: () throws -> Value) -> CallFunnelError? {
    do {
        _ = try body()
        return nil
    } catch {
        return known(error)
    }
}

private func known(_ error: any Error) -> CallFunnelError? {
    if !(error is CallFunnelError) { Issue.record("not a CallFunnelError: \(error)") }
    return error as? CallFunnelError
}

/// Notes things down from anywhere.
final class Notebook<Entry: Sendable>: Sendable {
    private let store = Mutex<[Entry]>([])

    var entries: [Entry] { store.withLock { $0 } }

    func note(_ entry: Entry) { store.withLock { $0.append(entry) } }
}
