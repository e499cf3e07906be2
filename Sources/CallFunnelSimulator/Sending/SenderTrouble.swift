// SPDX-License-Identifier: Apache-2.0

/// One way in which real senders, and what stands between them and a receiver, misbehave.
public enum SenderTrouble: String, Sendable, Hashable, CaseIterable {
    /// Retries carry the signature of the first attempt, with its time.
    case neverSignsAgain = "never-signs-again"
    /// A push that was delivered is sent once more, up to an hour later.
    case repeatsAfterSuccess = "repeats-after-success"
    /// Each attempt is made twice at the same time.
    case deliversTwiceAtOnce = "delivers-twice-at-once"
    /// The first attempt is held back for up to two minutes, so that what happened later arrives earlier.
    case outOfOrder = "out-of-order"
    /// The first attempt comes hours late.
    case late
    /// The signature's time is off by ten minutes either way, further than the window is wide (C14).
    case clockOff = "clock-off"
    /// `X-CF-Event-Id` names no id the service gave; the signed body still has the right one.
    case eventIDChanged = "event-id-changed"
    /// `X-CF-Event-Id` is missing.
    case eventIDMissing = "event-id-missing"
    /// A proxy parsed the body and wrote it again, so that its bytes are not the signed ones.
    case bodyRewritten = "body-rewritten"
    /// The signature header comes in another layout: blanks after commas, several lines, unfolded lines, further
    /// schemes, signatures of secrets nobody knows.
    case headerRearranged = "header-rearranged"
    /// The receiver's answer gets lost on its way; the service sees a timeout.
    case answerLost = "answer-lost"
    /// The event is never pushed.
    case pushLost = "push-lost"

    /// Whether it concerns single attempts, rather than a push as a whole.
    var strikesAttempts: Bool {
        switch self {
        case .deliversTwiceAtOnce, .clockOff, .eventIDChanged, .eventIDMissing, .bodyRewritten, .headerRearranged,
            .answerLost:
            true
        case .neverSignsAgain, .repeatsAfterSuccess, .outOfOrder, .late, .pushLost: false
        }
    }
}

/// Troubles that strike pushes by chance: the same ones for the same seed, whatever the order of answers.
public struct SenderTroubles: Sendable, Hashable {
    /// What may strike; each strikes by itself, so that one push can have several.
    public var kinds: [SenderTrouble]
    /// How many of the pushes each one strikes, from 0 to 1.
    public var rate: Double
    public var seed: UInt64
    /// Troubles of single attempts strike the first so many attempts of a push; later ones are sound.
    public var struckAttempts: Int
    /// How late a late push is at most; at least half of it.
    public var mostLate: Duration = .seconds(6 * 3600)
    /// How far the clock is off, either way.
    public var clockError: Duration = .seconds(600)

    public init(_ kinds: [SenderTrouble], rate: Double = 0.25, seed: UInt64 = 1, struckAttempts: Int = 1) {
        self.kinds = kinds
        self.rate = rate
        self.seed = seed
        self.struckAttempts = struckAttempts
    }

    /// Dice of their own for each push and purpose, so that no order of events decides what they show.
    func dice(_ push: Int, _ purpose: UInt64) -> SeededGenerator {
        var mixer = SeededGenerator(seed: seed ^ (UInt64(push) &* 0x9E37_79B9_7F4A_7C15) ^ (purpose << 32))
        return SeededGenerator(seed: mixer.next())
    }

    /// What strikes the push of this number.
    func strike(_ push: Int) -> [SenderTrouble] {
        var dice = dice(push, 1)
        return kinds.filter { _ in dice.unit() < rate }
    }
}
