// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import ExampleSupport
import Synchronization

/// What is said on standard error: nothing before its first line.
final class Remarks: Sendable {
    private let early = Mutex<[String]?>([])

    /// The first line, and then what there was to say before it.
    func begin(_ line: String) {
        let early = early.withLock { early in
            defer { early = nil }
            return early ?? []
        }
        for line in [line] + early { Console.remark(line) }
    }

    func say(_ text: String) {
        let line = "receive-webhooks: \(text)"
        let isEarly = early.withLock { early in
            early?.append(line)
            return early != nil
        }
        if !isEarly { Console.remark(line) }
    }

    func note(_ observation: WebhookReceiver.Observation) {
        if let remark = remark(on: observation) { say(remark) }
    }

    private func remark(on observation: WebhookReceiver.Observation) -> String? {
        switch observation {
        case .secretTrimmed(let index): "secret \(index + 1) ends with a line break, which was dropped"
        case .secretMatched(let index): index > 0 ? "signed with secret \(index + 1)" : nil
        case .refused(let refusal): "refused: \(refusal)"
        case .clockOff(let age): "signed \(age.seconds) before this machine's time; to be pushed again"
        case .undecodable(let key, let issues):
            "\(key): could not read \(issues.prefix(3).map(\.description).joined(separator: "; "))"
        case .handled, .hinted, .unknownType: nil
        case .known(let key, let why): "\(key): known (\(why)), not handled again"
        case .joined(let key): "\(key): is being handled"
        case .handlerFailed(let key, _): "\(key): not handled, to be pushed again"
        case .late(let key): "\(key): not handled in time, to be pushed again"
        case .leased(let key): "\(key): is being handled elsewhere, to be pushed again"
        case .ledgerFailed(let error): "\(error)"
        case .overloaded: "too many requests at once; to be pushed again"
        case .shuttingDown: "shutting down; to be pushed again"
        case .deadLettered(let key, let name): "\(key): failing for a day and a half, kept as \(name)"
        case .deadLettersFailed(let error): "\(error)"
        }
    }
}
