// SPDX-License-Identifier: Apache-2.0

public import CallFunnel

/// What the service believes about one push: its attempts, and whether it arrived.
public struct WebhookDelivery: Sendable, Hashable {
    public let event: WebhookPush
    /// In the order they were made. Of two at once, both.
    public internal(set) var attempts: [Attempt] = []
    public internal(set) var outcome: Outcome = .pending
    /// What struck it.
    public internal(set) var troubles: [SenderTrouble] = []

    public enum Outcome: Sendable, Hashable {
        /// Not tried yet, or to be tried again.
        case pending
        case delivered
        /// Given up at an answer that is final: a 4xx other than 408 and 429, or a 3xx.
        case refused(status: Int)
        /// Given up because the last attempt failed as well.
        case exhausted
        /// Never pushed, see ``SenderTrouble/pushLost``.
        case lost
    }

    /// One request and what came of it.
    public struct Attempt: Sendable, Hashable {
        /// From 1; two at once share a number, and so do a delivered push and its repeat.
        public let number: Int
        /// When the request was made, by the service's clock.
        public let at: Timestamp
        /// The time the signature states.
        public let signedAt: Timestamp
        public let answer: Answer
    }

    /// What the service got for a request.
    public enum Answer: Sendable, Hashable {
        case status(Int)
        /// No answer within the schedule's timeout.
        case timeout
        /// The connection was refused, or broke before a whole answer had come. The contract is silent on it; it is
        /// tried again like a timeout.
        case unreachable

        /// C15, see ``WebhookSchedule/verdict(on:)``.
        public var verdict: WebhookSchedule.Verdict {
            switch self {
            case .status(let status): WebhookSchedule.verdict(on: status)
            case .timeout, .unreachable: .retry
            }
        }
    }
}

extension WebhookDelivery: CustomStringConvertible {
    public var description: String {
        "\(event): \(outcome) after \(attempts.map { "\($0.answer)" }.joined(separator: ", "))"
    }
}

extension WebhookDelivery.Outcome: CustomStringConvertible {
    public var description: String {
        switch self {
        case .pending: "pending"
        case .delivered: "delivered"
        case .refused(let status): "given up for ever because of a \(status)"
        case .exhausted: "given up when the retries had run out"
        case .lost: "never sent"
        }
    }
}

extension WebhookDelivery.Answer: CustomStringConvertible {
    public var description: String {
        switch self {
        case .status(let status): "\(status)"
        case .timeout: "no answer in time"
        case .unreachable: "no answer"
        }
    }
}
