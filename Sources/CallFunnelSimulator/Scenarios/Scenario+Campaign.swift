// SPDX-License-Identifier: Apache-2.0

extension Scenario {
    /// A clinic's recall campaign by voice and message: two workflows, three contacts, about 24 seconds.
    ///
    /// All twelve event types come within 20 seconds, the first within one. Levels that a reader has to catch while
    /// they last (low and exhausted wallet, suspension) last for two seconds at least, and from 18.5 seconds on nothing
    /// hides what happened before. The seed moves times, outcomes and texts. It is made for the account's defaults: a
    /// balance of 500 and a low line of 200.
    public static func campaign(seed: UInt64 = 1) -> Scenario {
        var script = Script(seed: seed)
        script.recalls()
        script.payments()
        script.messages()
        script.levels()
        return Scenario(
            script.steps, workflows: [Script.recall, Script.payment],
            phones: [Script.ada, Script.ben, Script.cleo], duration: .seconds(24)
        )
    }
}

/// Writes the steps of the campaign down. Times are in milliseconds and moved by up to 80 either way, never across the
/// edges of a level.
private struct Script {
    static let recall = "wf_recall"
    static let payment = "wf_payment"
    static let ada = "+12025550143"
    static let ben = "+12025550168"
    static let cleo = "+12025550119"

    private(set) var steps: [Scenario.Step] = []
    private var chance: SeededGenerator

    init(seed: UInt64) {
        chance = SeededGenerator(seed: seed)
    }

    private mutating func at(_ milliseconds: Int, _ action: Scenario.Action) {
        steps.append(Scenario.Step(.milliseconds(milliseconds + chance.below(161) - 80), action))
    }

    private mutating func exactly(at milliseconds: Int, _ action: Scenario.Action) {
        steps.append(Scenario.Step(.milliseconds(milliseconds), action))
    }

    /// The dental recall: a booking, two calls that fail, and one that comes back.
    mutating func recalls() {
        at(300, .startRun("recall ada", workflow: Self.recall))
        at(500, .startCall("ada", run: "recall ada", phone: Self.ada, .outbound))
        at(900, .answerCall("ada"))
        at(1100, .speak(phone: Self.ada, by: .us, content: "Hello Ada, you are due for a check-up. Is a time good?"))
        at(1500, .speak(phone: Self.ada, by: .them, content: "Thursday morning would be fine."))
        let booked = chance.pick("appointment_booked", "callback_requested", "interested")
        at(2600, .endCall("ada", disposition: booked, costMinor: 12))
        at(2900, .endRun("recall ada", .completed))

        at(1200, .startRun("recall ben", workflow: Self.recall))
        at(1400, .startCall("ben 1", run: "recall ben", phone: Self.ben, .outbound))
        at(3400, .failCall("ben 1", .noAnswer))
        at(4600, .startCall("ben 2", run: "recall ben", phone: Self.ben, .outbound))
        at(5200, .failCall("ben 2", chance.pick(.busy, .providerError)))
        at(5600, .endRun("recall ben", .failed))

        at(13_000, .startRun("inbound ben", workflow: Self.recall))
        at(13_150, .startCall("ben 3", run: "inbound ben", phone: Self.ben, .inbound))
        at(13_400, .answerCall("ben 3"))
        at(13_700, .speak(phone: Self.ben, by: .them, content: "You called me. What is it about?"))
        at(15_200, .endCall("ben 3", disposition: "appointment_booked", costMinor: 18))
        at(15_500, .endRun("inbound ben", .completed))

        at(18_900, .startRun("recall cleo", workflow: Self.recall))
        at(19_100, .startCall("cleo 2", run: "recall cleo", phone: Self.cleo, .outbound))
        at(20_100, .failCall("cleo 2", .busy))
        at(20_500, .endRun("recall cleo", .failed))
    }

    /// Overdue invoices, where a discount or a delay has to be approved.
    mutating func payments() {
        at(2200, .startRun("payment cleo", workflow: Self.payment))
        at(2400, .startCall("cleo 1", run: "payment cleo", phone: Self.cleo, .outbound))
        at(2900, .answerCall("cleo 1"))
        at(
            3700,
            .requestApproval("discount", call: "cleo 1", concession: "10 % off for payment today", amountMinor: 1800)
        )
        at(6000, .decideApproval("discount", .approved, note: "fine, once"))
        at(6700, .endCall("cleo 1", disposition: "payment_promised", costMinor: 24))
        at(7000, .endRun("payment cleo", .completed))

        at(7600, .startRun("payment ada", workflow: Self.payment))
        at(7800, .startCall("ada 2", run: "payment ada", phone: Self.ada, .outbound))
        at(8300, .answerCall("ada 2"))
        let wish = chance.pick("waive the late fee", "pay in three instalments", "pay at the end of next month")
        at(9000, .requestApproval("delay", call: "ada 2", concession: wish, amountMinor: 4500))
        at(9700, .failCall("ada 2", .providerError))
        at(10_100, .endRun("payment ada", .failed))
        at(11_400, .decideApproval("delay", .denied, note: "second time this year"))

        at(14_000, .startRun("payment ben", workflow: Self.payment))
        at(14_200, .startCall("ben 4", run: "payment ben", phone: Self.ben, .outbound))
        at(14_500, .answerCall("ben 4"))
        at(14_900, .requestApproval("fee", call: "ben 4", concession: "waive the reminder fee", amountMinor: 500))
        at(15_250, .endCall("ben 4", disposition: "dispute", costMinor: 12))
        at(15_600, .endRun("payment ben", .completed))
        at(21_000, .decideApproval("fee", .approved, note: nil))
    }

    /// Confirmations and reminders on all three message channels.
    mutating func messages() {
        let booking = "Your check-up is on Thursday at 9:30. Reply C to cancel."
        at(3000, .sendMessage("wa ada", phone: Self.ada, .whatsApp, content: booking, queued: false))
        at(3600, .deliverMessage("wa ada"))
        at(4400, .readMessage("wa ada"))
        let answer = chance.pick("Perfect, see you then 👍", "Thank you!", "Could it be 10:00 instead?")
        at(5000, .reply(phone: Self.ada, .whatsApp, content: answer))

        let missed = "We tried to reach you about your recall. When may we call?"
        at(5900, .sendMessage("tg ben", phone: Self.ben, .telegram, content: missed, queued: true))
        at(6500, .deliverMessage("tg ben"))
        at(7900, .reply(phone: Self.ben, .telegram, content: "Tomorrow after 6 pm, please"))

        let invoice = "Invoice 2026-0411 is attached: 180.00, 10 % off until today."
        at(7300, .sendMessage("mail cleo", phone: Self.cleo, .email, content: invoice, queued: false))
        at(8700, .deliverMessage("mail cleo"))
        at(10_700, .reply(phone: Self.cleo, .email, content: "Paid just now.\nRegards, Cleo “C.” Ñandú"))

        at(11_900, .sendMessage("wa ada 2", phone: Self.ada, .whatsApp, content: "We cannot delay it.", queued: false))
        at(12_400, .failMessage("wa ada 2"))
        at(19_700, .reply(phone: Self.ben, .whatsApp, content: "See you on Monday"))
        at(20_300, .sendMessage("wa ben", phone: Self.ben, .whatsApp, content: "Until Monday!", queued: false))
        at(20_900, .deliverMessage("wa ben"))
    }

    /// The wallet runs low, then dry, and is filled up; later the tenant is suspended for a while.
    mutating func levels() {
        exactly(at: 7200, .setBalance(150))
        exactly(at: 9800, .setBalance(0))
        exactly(at: 12_300, .setBalance(2500))
        exactly(at: 15_900, .suspend(reason: "compliance review"))
        exactly(at: 18_500, .reinstate)
    }
}
