// SPDX-License-Identifier: Apache-2.0

extension Simulator {
    /// The tenant's account (C9). Money is in minor units: cents or paise.
    public struct Account: Sendable, Hashable {
        /// Part of the keys of wallet and suspension events.
        public var tenantID: Int64 = 38
        public var currency = "USD"
        public var balanceMinor: Int64 = 500
        public var planTier = "free"
        public var ratePerMinuteMinor: Int64 = 12
        /// Below this the truth holds the wallet to be low. Watch with the same line.
        public var lowBelowMinor: Int64 = 200
        /// What the service charges a card at, shown as `autocharge`; nil is switched off. Nothing is ever charged.
        public var autochargeThresholdMinor: Int64?

        /// The account of the published sample.
        public init() {}
    }
}

/// A level that is crossed again and again; each crossing is an episode with a number from 1.
struct Crossing: Sendable {
    private(set) var count = 0
    private(set) var isCrossed = false

    /// - Returns: the number of the crossing, when this is one.
    mutating func update(isBeyond: Bool) -> Int? {
        defer { isCrossed = isBeyond }
        guard isBeyond, !isCrossed else { return nil }
        count += 1
        return count
    }
}
