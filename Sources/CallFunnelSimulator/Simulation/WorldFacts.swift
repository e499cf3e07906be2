// SPDX-License-Identifier: Apache-2.0

package import CallFunnel

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

    /// When the latest decision of this kind was made that can be read.
    package func newestDecision(_ status: String) -> Timestamp? {
        let now = timing.now()
        return approvals.filter { $0.status == status && isReadable($0.decisionReadableAt) }.compactMap(\.decidedAt)
            .filter { $0 <= now }.max()
    }

    /// Makes a step happen if it can.
    func attempt(_ action: Scenario.Action, _ names: Names) -> Names {
        var names = names
        try? perform(action, &names)
        return names
    }
}
