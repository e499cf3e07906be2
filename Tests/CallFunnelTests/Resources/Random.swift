// SPDX-License-Identifier: Apache-2.0

@testable import CallFunnel

/// Makes resources with every field at random, the same ones from the same seed.
struct RandomResources {
    private var generator: SeededGenerator
    /// Foundation's coders keep 38 digits and no trailing zero: for them, only numbers they can say.
    private let plainNumbers: Bool

    init(seed: UInt64, plainNumbers: Bool = false) {
        generator = SeededGenerator(seed: seed)
        self.plainNumbers = plainNumbers
    }

    mutating func call(of run: Run? = nil) -> Call {
        var call = Call(id: id())
        call.runID = run.map(\.id) ?? maybe { $0.id() }
        call.workflowID = run.map(\.workflowID) ?? maybe { $0.id() }
        call.status = maybe { $0.word(["completed", "no-answer", "BUSY"]) }
        call.direction = maybe { $0.word(["inbound", "outbound"]) }
        call.phone = maybe { PhoneNumber($0.string()) }
        call.startedAt = maybe { $0.time() }
        call.endedAt = maybe { $0.time() }
        call.duration = maybe { .microseconds(Int64.random(in: -9_000_000...9_000_000_000, using: &$0.generator)) }
        call.disposition = maybe { $0.string() }
        call.cost = maybe { $0.money() }
        call.transcriptURL = maybe { $0.string() }
        call.recordingURL = maybe { $0.string() }
        call.failureReason = maybe { $0.string() }
        call.unknownFields = unknown()
        return call
    }

    mutating func run() -> Run {
        var run = Run(id: id())
        run.workflowID = maybe { $0.id() }
        run.status = maybe { $0.word(["queued", "running", "cancelled"]) }
        run.startedAt = maybe { $0.time() }
        run.endedAt = maybe { $0.time() }
        run.calls = many { $0.call(of: run) }
        run.unknownFields = unknown()
        return run
    }

    mutating func approval() -> Approval {
        var approval = Approval(id: id())
        approval.status = maybe { $0.word(["pending", "approved", "Denied"]) }
        approval.workflowID = maybe { $0.id() }
        approval.runID = maybe { $0.id() }
        approval.callID = maybe { $0.id() }
        approval.phone = maybe { PhoneNumber($0.string()) }
        approval.concession = maybe { $0.string() }
        approval.amount = maybe { $0.money() }
        approval.createdAt = maybe { $0.time() }
        approval.decidedAt = maybe { $0.time() }
        approval.decidedBy = maybe { $0.string() }
        approval.note = maybe { MessageText($0.string()) }
        approval.unknownFields = unknown()
        return approval
    }

    mutating func turn() -> Turn {
        var turn = Turn(id: maybe { $0.id() })
        turn.channel = maybe { $0.word(["wa", "tg", "email", "voice"]) }
        turn.timestamp = maybe { $0.time() }
        turn.role = maybe { $0.word(["agent", "customer"]) }
        turn.content = maybe { MessageText($0.string()) }
        turn.status = maybe { $0.word(["queued", "sent", "read"]) }
        turn.deliveredAt = maybe { $0.time() }
        turn.phone = maybe { PhoneNumber($0.string()) }
        turn.unknownFields = unknown()
        return turn
    }

    mutating func timeline() -> Timeline {
        var timeline = Timeline(turns: many { $0.turn() }, approvals: many { $0.approval() })
        timeline.contact = maybe { .object($0.unknown()) }
        timeline.unknownFields = unknown()
        return timeline
    }

    mutating func balance() -> Balance {
        let currency: Currency? = maybe { $0.word(["USD", "INR"]) }
        let money = { (random: inout Self) in Money(minorUnits: random.integer(), currency: currency) }
        var balance = Balance(tenantID: maybe { $0.id() }, balance: maybe(money))
        balance.planTier = maybe { $0.string() }
        balance.trialExpiresAt = maybe { $0.time() }
        balance.minutesRemaining = maybe { $0.integer() }
        balance.ratePerMinute = maybe(money)
        balance.autocharge = maybe { random in
            var autocharge = Balance.Autocharge(
                enabled: random.maybe { .random(using: &$0.generator) }, threshold: random.maybe(money),
                amount: random.maybe(money))
            autocharge.unknownFields = random.unknown()
            return autocharge
        }
        balance.topupPresets = many(money)
        balance.unknownFields = unknown()
        return balance
    }

    mutating func suspension() -> Suspension {
        // What is read is scrubbed, and scrubbing it again changes nothing.
        var suspension = Suspension(tenantID: maybe { $0.id() }, reason: maybe { Redaction.scrub($0.string()) })
        suspension.unknownFields = unknown()
        return suspension
    }

    mutating func unknown() -> [String: JSONValue] {
        Dictionary(many { ("x" + $0.string(), $0.json(depth: 0)) }) { first, _ in first }
    }

    mutating func id<Resource>() -> Identifier<Resource> {
        Bool.random(using: &generator) ? Identifier(integer()) : Identifier("i" + string())
    }

    mutating func maybe<Value>(_ value: (inout Self) -> Value) -> Value? {
        Int.random(in: 0..<4, using: &generator) == 0 ? nil : value(&self)
    }
}

extension RandomResources {
    private mutating func many<Value>(_ value: (inout Self) -> Value) -> [Value] {
        (0..<Int.random(in: 0...3, using: &generator)).map { _ in value(&self) }
    }

    private mutating func word<Domain>(_ known: [String]) -> OpenEnum<Domain> {
        OpenEnum(maybe { known.randomElement(using: &$0.generator) ?? "" } ?? string())
    }

    private mutating func time() -> Timestamp {
        Timestamp(microsecondsSinceEpoch: .random(in: Timestamp.earliest...Timestamp.latest, using: &generator))
    }

    private mutating func money() -> Money {
        Money(minorUnits: integer(), currency: maybe { $0.word(["USD", "JPY"]) })
    }

    private mutating func integer() -> Int64 {
        let edges: [Int64] = [.min, .max, 0, -1, 9_007_199_254_740_993]
        return maybe { .random(in: .min ... .max, using: &$0.generator) } ?? edges.randomElement(using: &generator) ?? 0
    }

    private mutating func string() -> String {
        let pieces = [
            "a", "Z", "7", " ", "\u{0}", "\n", "\r\n", "\t", "\"", "\\", "/", "\u{7F}", "\u{85}", "é", "e\u{301}",
            "\u{FEFF}",
            "\u{2028}", "🙂", "👩‍👩‍👧", "\u{10FFFF}", "\u{FFFF}", "+14155550100", "cf_live_x", "null",
        ]
        return (0..<Int.random(in: 0...6, using: &generator))
            .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
    }

    private mutating func json(depth: Int) -> JSONValue {
        let literals =
            plainNumbers
            ? ["18446744073709551615", "12345678901234567890123456789012345678", "-0.25", "123456789.123456789"]
            : ["-0", "1.50", "1E+400", "-0.0e-0", "123456789012345678901234567890123456789012345678901234567890"]
        return switch Int.random(in: 0..<(depth < 3 ? 7 : 5), using: &generator) {
        case 0: .null
        case 1: .bool(.random(using: &generator))
        case 2: .number(.init(integer()))
        case 3: .number(.init(literal: literals.randomElement(using: &generator) ?? "0"))
        case 4: .string(string())
        case 5: .array(many { $0.json(depth: depth + 1) })
        default: .object(Dictionary(many { ($0.string(), $0.json(depth: depth + 1)) }) { first, _ in first })
        }
    }
}
