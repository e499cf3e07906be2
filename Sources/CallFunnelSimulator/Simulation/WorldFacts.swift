// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// What happened in the account, for the comparison.
struct WorldFacts: Sendable {
    let truth: Truth
    let turns: [SimulatedTurn]
    let approvals: [SimulatedApproval]
    let runs: [SimulatedRun]
    let episodes: [LevelEpisode]
    /// Of every call.
    let runOfCall: [String: String]
}

extension Simulator {
    var facts: WorldFacts {
        var runOfCall: [String: String] = [:]
        for call in runs.flatMap(\.calls) { runOfCall[call.id] = call.run }
        return WorldFacts(
            truth: recorded, turns: turns, approvals: approvals, runs: runs, episodes: episodes, runOfCall: runOfCall)
    }

    /// Makes a step happen if it can.
    func attempt(_ action: Scenario.Action, _ names: Names) -> Names {
        var names = names
        try? perform(action, &names)
        return names
    }
}
