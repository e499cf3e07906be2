// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension WorldPlan {
    /// A few events of each kind, there before the watcher starts.
    package static func small(_ ledger: Ledger) -> WorldPlan {
        var plan = WorldPlan(seed: 11)
        plan.steps = [
            .init(.seconds(1), .startRun("run", workflow: "wf_a")),
            .init(.seconds(2), .startCall("call", run: "run", phone: "+12025550101", .outbound)),
            .init(.seconds(3), .requestApproval("approval", call: "call", concession: "10 % off", amountMinor: 1800)),
            .init(.seconds(4), .endCall("call", disposition: "interested", costMinor: 5)),
            .init(.seconds(4), .endRun("run", .completed)),
            .init(.seconds(5), .sendMessage("m", phone: "+12025550101", .whatsApp, content: "Hello", queued: false)),
            .init(.seconds(6), .deliverMessage("m")),
            .init(.seconds(7), .decideApproval("approval", .approved, note: nil)),
        ]
        plan.workflows = ["wf_a"]
        plan.phones = ["+12025550101"]
        plan.shape = .init()
        plan.irregularities = .init()
        plan.faults = []
        plan.ledger = ledger
        plan.start = .everything
        plan.watchesEveryDecision = false
        plan.watchesWallet = false
        plan.interval = .seconds(240)
        plan.skews = ledger == .shared ? [.zero, .zero] : [.zero]
        plan.prelude = .seconds(20)
        plan.epochs = [
            .init(
                crashAfter: 0, length: .seconds(5), downtime: .zero,
                processes: plan.skews.map { _ in .init(style: .fast, seed: 1, effects: nil) })
        ]
        return plan
    }
}
