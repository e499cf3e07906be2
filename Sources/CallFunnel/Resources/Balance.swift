// SPDX-License-Identifier: Apache-2.0

/// The account's wallet as it stands (C9).
public struct Balance: Hashable, Sendable {
    public var tenantID: Tenant.ID?
    /// What is left; zero or less is exhausted.
    public var balance: Money?
    public var planTier: String?
    public var trialExpiresAt: Timestamp?
    /// Whole minutes of calls that the balance pays for.
    public var minutesRemaining: Int64?
    public var ratePerMinute: Money?
    public var autocharge: Autocharge?
    public var topupPresets: [Money] = []
    /// Fields this version has no name for, as they came.
    public var unknownFields: [String: JSONValue] = [:]

    public init(tenantID: Tenant.ID? = nil, balance: Money? = nil) {
        self.tenantID = tenantID
        self.balance = balance
    }

    /// Topping up by itself: whenever the balance falls below `threshold`, `amount` is charged.
    public struct Autocharge: Hashable, Sendable {
        public var enabled: Bool?
        public var threshold: Money?
        public var amount: Money?
        public var unknownFields: [String: JSONValue] = [:]

        public init(enabled: Bool? = nil, threshold: Money? = nil, amount: Money? = nil) {
            self.enabled = enabled
            self.threshold = threshold
            self.amount = amount
        }
    }
}
