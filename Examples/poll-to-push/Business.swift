// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator

/// What happens in the simulated account: a call campaign that never rests.
struct Business: Sendable {
    static let workflow = "wf_recall"
    static let phone = "+12025550143"
    static let lowBelow: Int64 = 1000
    static var account: Simulator.Account {
        var account = Simulator.Account()
        account.balanceMinor = 2000
        account.lowBelowMinor = lowBelow
        return account
    }

    let simulator: Simulator
    let timing: Timing

    /// The least time from one happening to the next; up to a minute more is chance.
    private static let beat: Duration = .seconds(60)

    /// Goes on until `end`; `happened` is called after each change.
    func goOn(until end: Duration, _ happened: @escaping @Sendable () async -> Void) async {
        await simulator.addWorkflow(Self.workflow)
        var round = 0
        while timing.elapsed() < end, round < 10_000, !Task.isCancelled {
            round += 1
            try? await happen(round, happened)
        }
    }

    private func happen(_ round: Int, _ happened: @Sendable () async -> Void) async throws {
        try await pause(happened)
        let run = try await simulator.startRun(workflow: Self.workflow)
        let call = try await simulator.startCall(in: run, phone: Self.phone)
        try await pause(happened)
        if round.isMultiple(of: 4) {
            try await simulator.failCall(call, .noAnswer)
            let message = await simulator.sendMessage(to: Self.phone, "We tried to reach you.")
            try await pause(happened)
            try await simulator.deliverMessage(message)
            try await pause(happened)
            await simulator.reply(from: Self.phone, "Tomorrow after 6 pm, please")
        } else {
            try await simulator.endCall(call, costMinor: 25)
        }
        try await simulator.endRun(run)
        if round.isMultiple(of: 7) {
            try await pause(happened)
            let approval = try await simulator.requestApproval("10 % off for payment today", amountMinor: 1800)
            try await pause(happened)
            try await simulator.decideApproval(approval)
        }
        if round.isMultiple(of: 40) { await simulator.topUp(1000) }
        await happened()
    }

    private func pause(_ happened: @Sendable () async -> Void) async throws {
        await happened()
        try await timing.sleep(timing.elapsed() + Self.beat + .seconds(Int(timing.random() * 60)))
    }
}
