// SPDX-License-Identifier: Apache-2.0

extension Scenario {
    /// Some sequence of things that can happen, for tests of properties that hold whatever happens.
    ///
    /// Runs, calls, approvals and messages of every outcome interleave; with `levels` the wallet crosses its lines and
    /// the tenant is suspended too. Whatever hides other things is over half a minute before the end.
    ///
    /// - Parameters:
    ///   - size: how many steps, about.
    ///   - pace: the longest time between two steps.
    public static func random(
        seed: UInt64, size: Int = 100, pace: Duration = .seconds(10), levels: Bool = true
    ) -> Scenario {
        var improviser = Improviser(seed: seed, pace: pace, levels: levels)
        for _ in 0..<size { improviser.improvise() }
        return improviser.finished()
    }
}

/// Picks steps that are possible after those it picked before.
private struct Improviser {
    private static let workflows = ["wf_a", "wf_b"]
    private static let phones = ["+12025550101", "+12025550102", "+12025550103"]
    private static let quiet: Duration = .seconds(30)

    private struct OpenRun {
        let label: String
        var calls: [String] = []
    }

    private var steps: [Scenario.Step] = []
    private var chance: SeededGenerator
    private let pace: Duration
    private let levels: Bool
    private var now: Duration = .zero
    private var count = 0
    private var runs: [OpenRun] = []
    private var calls: [String] = []
    private var pending: [String] = []
    private var queued: [String] = []
    private var sent: [String] = []
    private var isSuspended = false

    init(seed: UInt64, pace: Duration, levels: Bool) {
        chance = SeededGenerator(seed: seed)
        self.pace = pace
        self.levels = levels
    }

    private mutating func add(_ action: Scenario.Action) {
        steps.append(Scenario.Step(now, action))
    }

    private mutating func label() -> String {
        count += 1
        return "thing \(count)"
    }

    private mutating func remove(_ things: inout [String]) -> String? {
        things.isEmpty ? nil : things.remove(at: chance.below(things.count))
    }

    private mutating func phone() -> String { Self.phones[chance.below(Self.phones.count)] }

    private mutating func channel() -> Simulator.Channel { chance.pick(.whatsApp, .telegram, .email) }

    /// Microseconds, so that equal times and odd fractions both occur.
    private mutating func wait() {
        guard chance.below(6) > 0 else { return }
        let most = Double(max(1, pace.components.seconds)) * 1_000_000
        now += .microseconds(Int(most * chance.unit()))
    }

    mutating func improvise() {
        wait()
        switch chance.below(levels ? 14 : 12) {
        case 0, 1: startRun()
        case 2, 3: startCall()
        case 4, 5: endCall()
        case 6: endRun()
        case 7: approval()
        case 8, 9: send()
        case 10: deliver()
        case 11: hear()
        case 12: add(.setBalance(Int64(chance.pick(-40, 0, 1, 150, 199, 200, 500, 2500))))
        default:
            isSuspended.toggle()
            add(isSuspended ? .suspend(reason: "compliance review") : .reinstate)
        }
    }

    /// Lifts every level and leaves time to read everything.
    mutating func finished() -> Scenario {
        if levels {
            now += .milliseconds(1)
            if isSuspended { add(.reinstate) }
            add(.setBalance(2500))
        }
        return Scenario(steps, workflows: Self.workflows, phones: Self.phones, duration: now + Self.quiet)
    }

    private mutating func startRun() {
        let run = label()
        add(.startRun(run, workflow: Self.workflows[chance.below(Self.workflows.count)]))
        runs.append(OpenRun(label: run))
    }

    private mutating func startCall() {
        guard !runs.isEmpty else { return startRun() }
        let index = chance.below(runs.count)
        let call = label()
        add(.startCall(call, run: runs[index].label, phone: phone(), chance.pick(.outbound, .outbound, .inbound)))
        if chance.unit() < 0.5 { add(.answerCall(call)) }
        runs[index].calls.append(call)
        calls.append(call)
    }

    private mutating func endCall() {
        var open = calls
        guard let call = remove(&open) else { return startCall() }
        calls = open
        for index in runs.indices { runs[index].calls.removeAll { $0 == call } }
        if chance.unit() < 0.6 {
            let disposition = chance.pick("interested", "not_interested", "appointment_booked", "voicemail")
            add(.endCall(call, disposition: disposition, costMinor: Int64(chance.below(30))))
        } else {
            add(.failCall(call, chance.pick(.busy, .noAnswer, .providerError, .canceled)))
        }
    }

    private mutating func endRun() {
        guard let index = runs.firstIndex(where: { $0.calls.isEmpty }) else { return endCall() }
        add(.endRun(runs.remove(at: index).label, chance.pick(.completed, .completed, .failed, .cancelled)))
    }

    private mutating func approval() {
        var open = pending
        if chance.unit() < 0.5, let approval = remove(&open) {
            pending = open
            add(.decideApproval(approval, chance.pick(.approved, .approved, .denied, .countered), note: nil))
        } else if let call = calls.last {
            let approval = label()
            add(.requestApproval(approval, call: call, concession: "10 % off", amountMinor: 1800))
            pending.append(approval)
        } else {
            startCall()
        }
    }

    private mutating func send() {
        let message = label()
        let waits = chance.unit() < 0.3
        let content = "Message \(count): see you on Thursday"
        add(.sendMessage(message, phone: phone(), channel(), content: content, queued: waits))
        if waits { queued.append(message) } else { sent.append(message) }
    }

    private mutating func deliver() {
        var open = queued.isEmpty || chance.unit() < 0.5 ? sent : queued
        let fromSent = open == sent
        guard let message = remove(&open) else { return send() }
        if fromSent { sent = open } else { queued = open }
        add(chance.pick(.deliverMessage(message), .readMessage(message), .failMessage(message)))
    }

    private mutating func hear() {
        if chance.unit() < 0.3 {
            add(.speak(phone: phone(), by: chance.pick(.us, .them), content: "Good morning"))
        } else {
            count += 1
            add(.reply(phone: phone(), channel(), content: "Answer \(count)"))
        }
    }
}
