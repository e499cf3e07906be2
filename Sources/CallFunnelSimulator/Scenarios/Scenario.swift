// SPDX-License-Identifier: Apache-2.0

public import CallFunnel

/// What happens in an account, and when: a list of timed steps that can be looked at, and played on a ``Simulator``.
///
/// Things are named by labels within the scenario; the simulator gives them their ids when it is played.
public struct Scenario: Sendable, Hashable {
    /// One thing that happens: a method of ``Simulator`` of the same name. The first argument is the label of what it
    /// makes or changes.
    public enum Action: Sendable, Hashable {
        case startRun(String, workflow: String)
        case endRun(String, Simulator.RunResult)
        case startCall(String, run: String, phone: String, Simulator.Direction)
        case answerCall(String)
        case endCall(String, disposition: String, costMinor: Int64)
        case failCall(String, Simulator.FailureReason)
        case requestApproval(String, call: String, concession: String, amountMinor: Int64)
        case decideApproval(String, Simulator.Decision, note: String?)
        case sendMessage(String, phone: String, Simulator.Channel, content: String, queued: Bool)
        case deliverMessage(String)
        case readMessage(String)
        case failMessage(String)
        case reply(phone: String, Simulator.Channel, content: String)
        case speak(phone: String, by: Simulator.Speaker, content: String)
        /// In minor units.
        case setBalance(Int64)
        case suspend(reason: String)
        case reinstate
    }

    /// An action and its time since the scenario's start.
    public struct Step: Sendable, Hashable {
        /// Since the scenario's start, at speed 1.
        public let offset: Duration
        public let action: Action

        public init(_ offset: Duration, _ action: Action) {
            self.offset = offset
            self.action = action
        }
    }

    /// In the order of their times.
    public let steps: [Step]
    /// Workflows that must be known before the first run.
    public let workflows: [String]
    /// Contacts whose timelines are written to.
    public let phones: [String]
    /// When the scenario is over: after its last step, with time to be read to the end.
    public let duration: Duration

    /// - Parameter duration: the last step's time unless that is later.
    public init(_ steps: [Step], workflows: [String], phones: [String], duration: Duration = .zero) {
        // Sorting is stable, so steps at the same time keep their order.
        self.steps = steps.sorted { $0.offset < $1.offset }
        self.workflows = workflows
        self.phones = phones
        self.duration = max(duration, self.steps.last?.offset ?? .zero)
    }

    /// Makes the steps happen, each at its time since now divided by `speed`, and marks the truth as ended.
    ///
    /// A cancelled task ends it early, without the mark.
    public func play(on simulator: Simulator, timing: Timing = .system, speed: Double = 1) async throws {
        let start = timing.elapsed()
        for workflow in workflows { await simulator.addWorkflow(workflow) }
        var names = Names()
        for step in steps {
            try await timing.sleep(start + step.offset.divided(by: speed))
            try await simulator.perform(step.action, &names)
        }
        try await timing.sleep(start + duration.divided(by: speed))
        await simulator.end()
    }
}

extension Duration {
    /// Rounded to microseconds, as dividing by a floating-point number is not exact.
    fileprivate func divided(by speed: Double) -> Duration {
        .microseconds(Int64((Double(wholeMicroseconds) / max(speed, 0.001)).rounded()))
    }
}
