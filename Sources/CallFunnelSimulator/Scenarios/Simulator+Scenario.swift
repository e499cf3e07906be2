// SPDX-License-Identifier: Apache-2.0

/// Which ids a scenario's labels stand for in one performance.
struct Names: Sendable {
    private var ids: [String: String] = [:]

    subscript(label: String) -> String {
        get throws {
            guard let id = ids[label] else { throw SimulatorError("the scenario has nothing called \(label) yet") }
            return id
        }
    }

    mutating func give(_ label: String, _ id: String) {
        ids[label] = id
    }
}

extension Simulator {
    /// Makes one step of a scenario happen.
    func perform(_ action: Scenario.Action, _ names: inout Names) throws {
        switch action {
        case .startRun(let label, let workflow):
            names.give(label, try startRun(workflow: workflow))
        case .endRun(let label, let result):
            try endRun(names[label], result)
        case .startCall(let label, let run, let phone, let direction):
            names.give(label, try startCall(in: names[run], phone: phone, direction: direction))
        case .answerCall(let label):
            try answerCall(names[label])
        case .endCall(let label, let disposition, let cost):
            try endCall(names[label], disposition: disposition, costMinor: cost)
        case .failCall(let label, let reason):
            try failCall(names[label], reason)
        case .requestApproval(let label, let call, let concession, let amount):
            names.give(label, try requestApproval(concession, amountMinor: amount, call: names[call]))
        case .decideApproval(let label, let decision, let note):
            try decideApproval(names[label], decision, note: note)
        case .sendMessage(let label, let phone, let channel, let content, let queued):
            names.give(label, sendMessage(to: phone, content, channel: channel, queued: queued))
        case .deliverMessage(let label): try deliverMessage(names[label])
        case .readMessage(let label): try readMessage(names[label])
        case .failMessage(let label): try failMessage(names[label])
        case .reply(let phone, let channel, let content): reply(from: phone, content, channel: channel)
        case .speak(let phone, let speaker, let content): speak(content, by: speaker, phone: phone)
        case .setBalance(let minor): setBalance(minor)
        case .suspend(let reason): suspend(reason)
        case .reinstate: reinstate()
        }
    }
}
