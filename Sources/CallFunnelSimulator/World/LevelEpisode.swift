// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// A time during which a level was beyond its line.
struct LevelEpisode: Sendable, Hashable {
    /// Of the event it is.
    let key: String
    let from: Timestamp
    /// Nil while it lasts.
    var to: Timestamp?
}

extension Simulator {
    private var lowKey: String { "wallet.low/\(account.tenantID)#\(low.count)" }
    private var exhaustedKey: String { "wallet.exhausted/\(account.tenantID)#\(exhausted.count)" }
    var suspensionKey: String { "tenant.suspended/\(account.tenantID)#\(suspension.count)" }

    /// Of the lines the balance is beyond now.
    var crossedKeys: [String] {
        (low.isCrossed ? [lowKey] : []) + (exhausted.isCrossed ? [exhaustedKey] : [])
    }

    /// Begins and ends episodes after the balance may have changed.
    func noteEpisodes() {
        let crossed = crossedKeys
        for index in episodes.indices where episodes[index].to == nil && !crossed.contains(episodes[index].key) {
            episodes[index].to = timing.now()
        }
        for key in crossed where !episodes.contains(where: { $0.key == key }) {
            episodes.append(LevelEpisode(key: key, from: timing.now()))
        }
    }

    /// Keys of what a run implies, for lists that show only some runs.
    func implied(by run: SimulatedRun) -> [String] {
        guard run.status != "queued" else { return [] }
        let calls = run.calls.filter(\.hasEnded).map {
            "\($0.status == "completed" ? "call.completed" : "call.failed")/\($0.id)"
        }
        return ["workflow.run.started/\(run.id)"] + calls + (run.hasEnded ? ["workflow.run.ended/\(run.id)"] : [])
    }
}
