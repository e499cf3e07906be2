// SPDX-License-Identifier: Apache-2.0

import CallFunnelSimulator
import Testing

@testable import CallFunnel

@Suite struct HealthTests {
    /// Watches for so long, whatever comes.
    private func watch(_ account: WatchedAccount, _ watcher: Watcher, for time: Duration) throws {
        try account.world.run {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { _ = try? await watcher.events().keys() }
                group.addTask { try? await account.timing.sleep(account.timing.elapsed() + time) }
                await group.next()
                group.cancelAll()
            }
        }
    }

    @Test func `health tells the last success, failures in a row and the lag of the newest event`() throws {
        let account = WatchedAccount()
        let watcher = try account.watcher([.approvals, .runs(of: "wf_unknown")])
        #expect(watcher.health.map(\.lastSuccess) == [nil, nil])
        try account.world.run {
            try await account.simulator.approval()
            try await account.timing.sleep(.seconds(20))
        }
        try watch(account, watcher, for: .seconds(10))
        let health = watcher.health
        #expect(health[0].lastSuccess == account.world.clock.epoch.advanced(by: .seconds(20)))
        #expect(health[0].failures == 0 && health[0].lag == .seconds(20))
        #expect(health[1].lastSuccess == nil && health[1].failures > 2 && health[1].lag == nil)
    }

    @Test func `a source that has not answered for ten minutes is told as stalled, once, and as recovered`() throws {
        let account = WatchedAccount()
        let watcher = try account.watcher([.approvals, .wallet()])
        let outage = FaultPlan([.serverError], rate: 1)
        account.world.start {
            try? await account.timing.sleep(.seconds(600))
            await account.simulator.setFaults(outage)
            try? await account.timing.sleep(.seconds(2400))
            await account.simulator.setFaults(nil)
        }
        try watch(account, watcher, for: .seconds(4000))
        let told = account.observations.all.compactMap { observation -> String? in
            switch observation {
            case .stalled(let health): "\(health.source) stalled"
            case .recovered(let source): "\(source) recovered"
            default: nil
            }
        }
        #expect(told.sorted() == ["approvals recovered", "approvals stalled", "wallet recovered", "wallet stalled"])
        account.world.close()
    }

    @Test func `hundreds of contacts do not starve the wallet`() throws {
        let account = WatchedAccount()
        let phones = (100..<400).map { Watcher.Source.timeline(of: PhoneNumber("+12025550\($0)")) }
        let gauge = LoadGauge(account.simulator, timing: account.timing)
        // Each request takes a second, so the contacts alone need 75 of the 30 seconds there are.
        let watcher = try account.watcher(phones + [.wallet(lowBelow: 200)], transport: gauge)
        try watch(account, watcher, for: .seconds(1000))
        let times = account.observations.all.compactMap { observation in
            if case .polled(.wallet(lowBelow: 200), _, _) = observation { true } else { nil }
        }
        #expect(times.count >= 9)
    }
}
