// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// How the attempts of one push are signed and what is wrong with them.
struct SigningPlan: Sendable {
    /// What one attempt sends.
    struct Signed: Sendable {
        var headers: HTTPHeaders
        var body: [UInt8]
        /// What the signature states.
        let time: Timestamp
        let copies: Int
        let losesAnswer: Bool
    }

    private let event: WebhookPush
    private let push: Int
    private let struck: [SenderTrouble]
    private let troubles: SenderTroubles?
    /// Of the first attempt, for senders that do not sign again.
    private var signature: (text: String, time: Timestamp)?

    init(event: WebhookPush, push: Int, struck: [SenderTrouble], troubles: SenderTroubles?) {
        self.event = event
        self.push = push
        self.struck = struck
        self.troubles = troubles
    }

    private func dice(_ purpose: UInt64) -> SeededGenerator {
        troubles?.dice(push, purpose) ?? SeededGenerator(seed: purpose)
    }

    /// Before the first attempt.
    var delay: Duration {
        var dice = dice(2)
        var delay = Duration.zero
        if struck.contains(.outOfOrder) { delay += .milliseconds(dice.below(120_000)) }
        if let most = troubles?.mostLate, struck.contains(.late) { delay += most * (0.5 + dice.unit() / 2) }
        return delay
    }

    /// Nil where a delivered push is not sent again.
    var pauseBeforeRepeat: Duration? {
        guard struck.contains(.repeatsAfterSuccess) else { return nil }
        var dice = dice(3)
        return .milliseconds(1 + dice.below(3_600_000))
    }

    mutating func sign(attempt: Int, at now: Timestamp, secrets: SigningSecrets) -> Signed {
        let isStruck = attempt <= troubles?.struckAttempts ?? 0
        let active = struck.filter { !$0.strikesAttempts || isStruck }
        var dice = dice(UInt64(3 + attempt))
        var time = now
        if active.contains(.clockOff), let error = troubles?.clockError {
            time = now.advanced(by: dice.unit() < 0.5 ? error : .zero - error)
        }
        var text = WebhookSignature.sign(event.body, secrets: secrets.valid(at: now), at: time)
        if active.contains(.neverSignsAgain), let signature { (text, time) = signature }
        signature = signature ?? (text, time)

        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        let fields = SignatureLayout(text).fields(active.contains(.headerRearranged) ? dice.below(6) : nil)
        for field in fields.fields { headers.add(field.name, field.value) }
        if active.contains(.eventIDChanged) {
            headers.add("X-CF-Event-Id", "evt_\(String(dice.next(), radix: 16))")
        } else if !active.contains(.eventIDMissing) {
            headers.add("X-CF-Event-Id", event.id)
        }
        return Signed(
            headers: headers, body: active.contains(.bodyRewritten) ? event.body.rewrittenJSON : event.body, time: time,
            copies: active.contains(.deliversTwiceAtOnce) ? 2 : 1, losesAnswer: active.contains(.answerLost))
    }
}

/// The layouts in which one signature header can arrive.
struct SignatureLayout {
    private let parts: [String]

    /// - Parameter text: `t=…,v1=…`.
    init(_ text: String) {
        parts = text.split(separator: ",").map(String.init)
    }

    static let count = 6

    /// - Parameter variant: 0 to 5; nil is the plain one.
    func fields(_ variant: Int?) -> HTTPHeaders {
        let unknown = String(repeating: "0123456789abcdef", count: 4)
        switch variant {
        case 0: return ["X-CF-Signature": parts.joined(separator: ", ")]
        case 1:
            var fields: HTTPHeaders = [:]
            for part in parts { fields.add("X-CF-Signature", part) }
            return fields
        // A folded line, unfolded on the way: line break and indent have become blanks.
        case 2: return ["X-CF-Signature": parts.joined(separator: ",  \t ")]
        case 3: return ["x-cf-signature": (parts + ["v0=\(unknown)", "v2=\(unknown)"]).joined(separator: ",")]
        case 4:
            return ["X-CF-Signature": (parts.prefix(1) + ["v1=\(unknown)"] + parts.dropFirst()).joined(separator: ",")]
        case 5: return ["X-Cf-Signature": (parts + ["v1=\(unknown)"]).joined(separator: ",")]
        default: return ["X-CF-Signature": parts.joined(separator: ",")]
        }
    }
}

extension [UInt8] {
    /// The same JSON value as other programs write it: with a blank after each colon and comma.
    var rewrittenJSON: [UInt8] {
        var rewritten: [UInt8] = []
        var isInString = false
        var isEscaped = false
        for byte in self {
            rewritten.append(byte)
            if isInString {
                if byte == UInt8(ascii: "\""), !isEscaped { isInString = false }
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
            } else if byte == UInt8(ascii: ":") || byte == UInt8(ascii: ",") {
                rewritten.append(UInt8(ascii: " "))
            }
        }
        return rewritten
    }
}
