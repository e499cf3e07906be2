// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator

/// The simulated account that is watched when no other is named.
struct Campaign: Sendable {
    private let simulator: Simulator
    private let scenario = Scenario.campaign(seed: 1)

    init() async {
        simulator = Simulator()
        // Before the first poll, which must not find the workflows missing.
        for workflow in scenario.workflows { await simulator.addWorkflow(workflow) }
    }

    func client() throws(CallFunnelError) -> CallFunnelClient {
        try CallFunnelClient(apiKey: Simulator.defaultKey, transport: simulator)
    }

    var sources: [Watcher.Source] {
        scenario.workflows.map { .runs(of: Workflow.ID($0)) } + [.approvals]
            + scenario.phones.map { .timeline(of: PhoneNumber($0)) } + [
                .wallet(lowBelow: Simulator.Account().lowBelowMinor)
            ]
    }

    /// Plays the campaign, and leaves time for its last events to be read.
    func play() async {
        try? await scenario.play(on: simulator)
        try? await Task.sleep(for: .seconds(1))
    }
}
