// SPDX-License-Identifier: Apache-2.0

public import CallFunnel
import Foundation

/// One event as a line for people: time, type, subject, and the one fact that matters.
public enum EventLine {
    public static func text(_ event: CallFunnelEvent, at now: Timestamp, colour: Bool) -> String {
        let time = clock(event.occurredAt ?? now)
        let type = pad(event.type.rawValue, to: 20)
        let subject = pad(event.key.subject, to: 16)
        let fact = fact(event.payload)
        guard colour else { return "\(time)  \(type)  \(subject)  \(fact)" }
        return "\u{1B}[2m\(time)\u{1B}[0m  \u{1B}[\(hue(event.type))m\(type)\u{1B}[0m  \(subject)  \(fact)"
    }

    private static func clock(_ time: Timestamp) -> String {
        let text = time.description
        let wholeSeconds = text.dropFirst(11).prefix(8)
        let microseconds = ((time.microsecondsSinceEpoch % 1_000_000) + 1_000_000) % 1_000_000
        return wholeSeconds + "." + String(microseconds / 100_000)
    }

    private static func pad(_ text: String, to width: Int) -> String {
        let short = text.count > width ? text.prefix(width - 1) + "…" : text[...]
        return short + String(repeating: " ", count: max(0, width - short.count))
    }

    private static func hue(_ type: EventType) -> Int {
        switch type {
        case .callFailed, .walletExhausted, .tenantSuspended: 31
        case .callCompleted, .messageReplied, .approvalResolved: 32
        case .approvalRequested, .walletLow: 33
        default: 36
        }
    }

    private static func fact(_ payload: CallFunnelEvent.Payload) -> String {
        switch payload {
        case .callCompleted(let call):
            joined(call.disposition, call.duration.map(length), call.cost?.description)
        case .callFailed(let call):
            joined(call.status?.rawValue, call.failureReason)
        case .messageSent(let turn), .messageDelivered(let turn), .messageReplied(let turn):
            joined(turn.channel?.rawValue, turn.content.map { "“\(oneLine($0.rawValue))”" })
        case .approvalRequested(let approval):
            joined(approval.concession, approval.amount?.description)
        case .approvalResolved(let approval):
            joined(approval.status?.rawValue, approval.amount?.description, approval.decidedBy.map { "by \($0)" })
        case .runStarted(let run): joined(run.workflowID?.rawValue)
        case .runEnded(let run): joined(run.workflowID?.rawValue, run.status?.rawValue, "\(run.calls.count) calls")
        case .walletLow(let balance), .walletExhausted(let balance): joined(balance.balance?.description)
        case .tenantSuspended(let suspension): joined(suspension.reason)
        default: "of a type this version does not know"
        }
    }

    private static func joined(_ facts: String?...) -> String {
        facts.compactMap { $0 }.joined(separator: " · ")
    }

    private static func length(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        let rest = seconds % 60
        return seconds < 60 ? "\(seconds)s" : "\(seconds / 60)m \(rest < 10 ? "0" : "")\(rest)s"
    }

    private static func oneLine(_ text: String) -> String {
        let flat = String(text.map { $0.isNewline ? " " : $0 })
        return flat.count > 60 ? flat.prefix(59) + "…" : flat
    }
}
