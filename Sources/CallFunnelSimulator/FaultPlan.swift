// SPDX-License-Identifier: Apache-2.0

/// Faults that strike by chance, the same for the same seed and the same requests.
public struct FaultPlan: Sendable {
    /// What may strike, each as likely as the others; a fault named twice strikes twice as often.
    public let faults: [Fault]
    /// How many of the requests are struck, from 0 to 1.
    public let rate: Double
    /// How late a slow answer is.
    public let delay: Duration
    /// What `Retry-After` asks for, rounded up to whole seconds.
    public let retryAfter: Duration

    private var chance: SeededGenerator
    /// 401 answers since the last sound one, in all and by path: two in a row at most, because a third one would end a
    /// reader that takes the key for revoked.
    private var refusals = 0
    private var refusalsByPath: [String: Int] = [:]

    /// - Parameter seed: of chance; with the same requests in the same order it repeats every strike.
    public init(
        _ faults: [Fault], rate: Double = 0.25, seed: UInt64 = 1, delay: Duration = .seconds(2),
        retryAfter: Duration = .seconds(1)
    ) {
        self.faults = faults
        self.rate = rate
        self.delay = delay
        self.retryAfter = retryAfter
        chance = SeededGenerator(seed: seed)
    }

    /// The fault that strikes a request, if one does.
    mutating func next(path: String, isList: Bool) -> Fault? {
        guard !faults.isEmpty, chance.unit() < rate else { return nil }
        let fault = faults[chance.below(faults.count)]
        if fault.needsList, !isList { return nil }
        if fault == .unauthorized {
            guard refusals < 2, refusalsByPath[path, default: 0] < 2 else { return nil }
            refusals += 1
            refusalsByPath[path, default: 0] += 1
        }
        return fault
    }

    /// A sound answer was given.
    mutating func noteAnswered(path: String) {
        refusals = 0
        refusalsByPath[path] = nil
    }
}
