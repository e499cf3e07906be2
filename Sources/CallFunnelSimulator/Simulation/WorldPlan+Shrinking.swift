// SPDX-License-Identifier: Apache-2.0

extension WorldPlan {
    /// A smaller plan that still breaks the promise, found by leaving out what can be left out: crashes, faults,
    /// irregularities, and halves, quarters and single steps of the scenario.
    ///
    /// - Parameters:
    ///   - trials: how many worlds may be run for it.
    ///   - fails: runs a plan.
    package func shrunk(trials: Int = 400, while fails: (WorldPlan) -> Bool) -> WorldPlan {
        var best = self
        var left = trials
        func accept(_ plan: WorldPlan) -> Bool {
            guard left > 0 else { return false }
            left -= 1
            guard fails(plan) else { return false }
            best = plan
            return true
        }
        var hasShrunk = true
        while hasShrunk, left > 0 {
            hasShrunk = false
            for candidate in best.simpler where accept(candidate) {
                hasShrunk = true
                break
            }
            var size = max(best.steps.count / 2, 1)
            while size >= 1, left > 0 {
                var start = 0
                while start < best.steps.count, left > 0 {
                    var plan = best
                    plan.steps.removeSubrange(start..<min(start + size, plan.steps.count))
                    if accept(plan) { hasShrunk = true } else { start += size }
                }
                size /= 2
            }
        }
        return best
    }

    /// Plans with one thing less each.
    private var simpler: [WorldPlan] {
        var plans: [WorldPlan] = []
        func add(_ change: (inout WorldPlan) -> Void) {
            var plan = self
            change(&plan)
            plans.append(plan)
        }
        if !faults.isEmpty { add { $0.faults = [] } }
        for index in epochs.indices {
            add { $0.epochs.remove(at: index) }
            if epochs[index].crashAfter != nil { add { $0.epochs[index].crashAfter = nil } }
            for process in epochs[index].processes.indices {
                if epochs[index].processes[process].effects != nil {
                    add { $0.epochs[index].processes[process].effects = nil }
                }
                if epochs[index].processes[process].style != .fast {
                    add { $0.epochs[index].processes[process].style = .fast }
                }
            }
        }
        if let pushes {
            for trouble in pushes.troubles { add { $0.pushes?.troubles.removeAll { $0 == trouble } } }
            if pushes.wakesPolls { add { $0.pushes?.wakesPolls = false } }
            if pushes.slowsPolls { add { $0.pushes?.slowsPolls = false } }
        }
        if irregularities != .init() { add { $0.irregularities = .init() } }
        if skews.count > 1 { add { $0.skews.removeLast() } }
        if skews.contains(where: { $0 != .zero }) { add { $0.skews = skews.map { _ in .zero } } }
        if workflows.count > 1 { add { $0.workflows.removeLast() } }
        if phones.count > 1 { add { $0.phones.removeLast() } }
        if watchesWallet { add { $0.watchesWallet = false } }
        if prelude > .zero { add { $0.prelude = .zero } }
        return plans
    }
}
