// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension Simulator {
    /// Who called whom.
    public enum Direction: String, Sendable, Hashable {
        case outbound, inbound
    }

    /// Why a call failed (C6).
    public enum FailureReason: String, Sendable, Hashable, CaseIterable {
        case busy
        case noAnswer = "no_answer"
        case providerError = "provider_error"
        case canceled

        var status: String { self == .providerError ? "failed" : rawValue }
    }

    /// How a run ends.
    public enum RunResult: String, Sendable, Hashable, CaseIterable {
        case completed, failed, cancelled
    }

    /// Makes a workflow known, so that its list of runs is empty rather than not found.
    public func addWorkflow(_ id: String) {
        if !workflows.contains(id) { workflows.append(id) }
    }

    /// Puts a run in the queue. Nothing is reported until it starts.
    ///
    /// - Returns: its id.
    @discardableResult
    public func queueRun(workflow: String) -> String {
        addWorkflow(workflow)
        let run = SimulatedRun(id: newID("run"), workflow: workflow, readableAt: lateness())
        runs.append(run)
        return run.id
    }

    /// Queues a run and starts it: `workflow.run.started`.
    ///
    /// - Returns: its id.
    @discardableResult
    public func startRun(workflow: String) throws -> String {
        let id = queueRun(workflow: workflow)
        try startQueuedRun(id)
        return id
    }

    /// Starts a run from the queue: `workflow.run.started`.
    public func startQueuedRun(_ id: String) throws {
        let index = try runIndex(id)
        guard runs[index].status == "queued" else { throw SimulatorError("run \(id) is not queued") }
        runs[index].status = "running"
        runs[index].startedAt = time
        recordRun("workflow.run.started", runs[index])
    }

    /// Ends a run: `workflow.run.ended`. Its calls must have ended before.
    public func endRun(_ id: String, _ result: RunResult = .completed) throws {
        let index = try runIndex(id)
        if runs[index].status == "queued" { try startQueuedRun(id) }
        guard !runs[index].hasEnded else { throw SimulatorError("run \(id) has ended") }
        guard runs[index].calls.allSatisfy(\.hasEnded) else { throw SimulatorError("run \(id) has a call open") }
        runs[index].status = result.rawValue
        runs[index].endedAt = time
        recordRun("workflow.run.ended", runs[index])
    }

    /// Adds a call to a running run. It rings; nothing is reported until it ends.
    ///
    /// - Returns: its id.
    @discardableResult
    public func startCall(in run: String, phone: String, direction: Direction = .outbound) throws -> String {
        let index = try runIndex(run)
        guard runs[index].status == "running" else { throw SimulatorError("run \(run) is not running") }
        let call = SimulatedCall(
            id: newID("call"), run: run, workflow: runs[index].workflow, phone: phone, direction: direction.rawValue,
            status: "ringing", startedAt: time
        )
        runs[index].calls.append(call)
        return call.id
    }

    /// Somebody picks up: the call is `in_progress`.
    public func answerCall(_ id: String) throws {
        let timestamp = time
        try changeOpenCall(id) {
            guard $0.status == "ringing" else { throw SimulatorError("call \(id) is not ringing") }
            $0.status = "in_progress"
            $0.answeredAt = timestamp
        }
    }

    /// Ends a call well: `call.completed`. An unanswered one counts as answered now. The cost, in minor units, comes
    /// from the wallet.
    public func endCall(_ id: String, disposition: String = "completed", costMinor: Int64 = 0) throws {
        try endCall(id, disposition: disposition, costMinor: costMinor, durationSeconds: nil)
    }

    /// - Parameter durationSeconds: what the provider counted; nil is the time since the call was answered.
    func endCall(
        _ id: String, disposition: String = "completed", costMinor: Int64, durationSeconds: Int64?
    ) throws {
        let timestamp = time
        let call = try changeOpenCall(id) {
            $0.status = "completed"
            $0.answeredAt = $0.answeredAt ?? timestamp
            $0.endedAt = timestamp
            $0.disposition = disposition
            $0.costMinor = costMinor
            $0.durationSeconds = durationSeconds
        }
        record("call.completed", "call", id, at: .runs(workflow: call.workflow), readableAt: readableAt(of: call.run))
        if costMinor != 0 { charge(costMinor) }
    }

    /// Ends a call badly: `call.failed`.
    public func failCall(_ id: String, _ reason: FailureReason) throws {
        let timestamp = time
        let call = try changeOpenCall(id) {
            $0.status = reason.status
            $0.endedAt = timestamp
            $0.failureReason = reason.rawValue
        }
        record("call.failed", "call", id, at: .runs(workflow: call.workflow), readableAt: readableAt(of: call.run))
    }

    private func runIndex(_ id: String) throws -> Int {
        guard let index = runs.lastIndex(where: { $0.id == id }) else { throw SimulatorError("there is no run \(id)") }
        return index
    }

    @discardableResult
    private func changeOpenCall(_ id: String, _ change: (inout SimulatedCall) throws -> Void) throws -> SimulatedCall {
        for run in runs.indices.reversed() {
            guard let call = runs[run].calls.firstIndex(where: { $0.id == id }) else { continue }
            guard !runs[run].calls[call].hasEnded else { throw SimulatorError("call \(id) has ended") }
            try change(&runs[run].calls[call])
            return runs[run].calls[call]
        }
        throw SimulatorError("there is no call \(id)")
    }

    private func recordRun(_ type: String, _ run: SimulatedRun) {
        record(type, "run", run.id, at: .runs(workflow: run.workflow), readableAt: run.readableAt)
    }

    private func readableAt(of run: String) -> Timestamp? {
        runs.last { $0.id == run }?.readableAt
    }

    func call(_ id: String) -> SimulatedCall? {
        runs.lazy.flatMap(\.calls).first { $0.id == id }
    }
}
