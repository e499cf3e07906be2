// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import ExampleSupport
import Synchronization

/// Counts what was observed, shows it on the status line, and knows how the run ends.
final class Tally: Sendable {
    private struct Counts {
        var events = 0
        var polls = 0
        var failures = 0
        /// Of a poll, or of a request within one that is made again.
        var lastTrouble: CallFunnelError?
        var hasComplained = false
    }

    private let sources: Int
    private let isVerbose: Bool
    private let counts = Mutex(Counts())

    init(sources: Int, isVerbose: Bool) {
        self.sources = sources
        self.isVerbose = isVerbose
    }

    func noteEvent() {
        counts.withLock { $0.events += 1 }
    }

    func note(_ notice: FileLedger.Notice) {
        if case .tornTail(let bytes) = notice {
            Console.remark("watch-events: the last write before a crash was cut off the ledger (\(bytes) bytes)")
        }
    }

    func note(_ observation: Watcher.Observation) {
        switch observation {
        case .polled: counts.withLock { $0.polls += 1 }
        case .failed(_, let error, _, _):
            counts.withLock { $0.failures += 1 }
            noteTrouble(error)
        case .retrying(_, let retry): noteTrouble(retry.error)
        case .waiting(let wait, let next): showStatus("next poll in \(wait.seconds), \(next)")
        default: break
        }
        if let remark = remark(on: observation) { Console.remark("watch-events: \(remark)") }
    }

    private func noteTrouble(_ error: CallFunnelError) {
        let isFirst = counts.withLock { counts in
            counts.lastTrouble = error
            // A suspension is printed as an event.
            guard error.code != .suspended, !counts.hasComplained else { return false }
            counts.hasComplained = true
            return true
        }
        // Something to read at once for whoever mistyped the address; everything more is for --verbose.
        if isFirst, !isVerbose { Console.remark("watch-events: \(error); trying again") }
    }

    /// What is worth a line; with --verbose everything but the waiting.
    private func remark(on observation: Watcher.Observation) -> String? {
        switch observation {
        case .undecodable(let source, let issues):
            "\(source): could not read \(issues.prefix(3).map(\.description).joined(separator: "; "))"
        case .gap(let gap): "\(gap.source): events may be missing (\(gap.reason.rawValue))"
        case .clockSkew(let skew): "the service's clock differs by \(skew.seconds)"
        case .heldBack(let key): "\(key) is being handled elsewhere"
        case .polled(let source, let found, _) where isVerbose: "\(source): \(found) new"
        case .failed(let source, let error, _, let wait) where isVerbose:
            "\(source): \(error); again in \(wait.seconds)"
        case .retrying(let source, let retry) where isVerbose:
            "\(source): \(retry.error); again in \(retry.delay.seconds)"
        case .suspended where isVerbose: "the account is suspended; polling slowly"
        case .reinstated where isVerbose: "the account answers again"
        default: nil
        }
    }

    private func showStatus(_ next: String) {
        let counts = counts.withLock { $0 }
        Console.status("\(sources) sources · \(counts.polls) polls · \(counts.events) events · \(next)")
    }

    var summary: String {
        let counts = counts.withLock { $0 }
        return "\(counts.events) events · \(counts.polls) polls · \(counts.failures) failed"
    }

    /// - Parameter error: what ended the watcher, if it did not simply stop.
    func exitCode(after error: CallFunnelError?) -> ExitCode {
        switch error?.code {
        case nil: break
        case .some(.unauthorized): return .keyRefused
        case .some(let code) where code.concernsLedger: return .ledgerUnusable
        default: return .internalError
        }
        let counts = counts.withLock { $0 }
        guard counts.polls == 0, counts.events == 0, let trouble = counts.lastTrouble else { return .done }
        return trouble.code == .forbidden || trouble.code == .unauthorized ? .keyRefused : .unreachable
    }
}
