// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

@Suite struct BalanceRouteTests {
    @Test func `the balance is written like the published sample`() throws {
        let world = SimulatedWorld()
        let reply = try world.run { try await world.simulator().get("/billing/balance") }
        let sample =
            #"{"tenant_id":38,"currency":"USD","balance_minor":500,"plan_tier":"free","#
            + #""trial_expires_at":"2026-07-01T07:30:45Z","minutes_remaining_at_bundled_rate":41,"#
            + #""rate_per_minute_minor":12,"autocharge":{"enabled":false,"threshold_minor":null,"amount_minor":null},"#
            + #""topup_presets_minor":[1000,2500,5000,10000,25000]}"#
        #expect(reply.text == sample)
    }

    @Test func `each crossing of a line is recorded once`() throws {
        let world = SimulatedWorld()
        try world.run {
            let simulator = world.simulator()
            for balance: Int64 in [200, 199, 150, 199, 200, 150, 0, -10, 1, 0, 500, -1] {
                await simulator.setBalance(balance)
            }
            #expect(
                await simulator.truth.keys == [
                    "wallet.low/38#1", "wallet.low/38#2", "wallet.exhausted/38#1", "wallet.exhausted/38#2",
                    "wallet.low/38#3", "wallet.exhausted/38#3",
                ]
            )
        }
    }

    @Test func `a wallet that is low from the start is low at the first reading`() throws {
        let world = SimulatedWorld()
        try world.run {
            var account = Simulator.Account()
            account.balanceMinor = 5
            let simulator = world.simulator(account: account)
            _ = try await simulator.get("/billing/balance")
            #expect(await simulator.truth.keys == ["wallet.low/38#1"])
        }
    }
}
