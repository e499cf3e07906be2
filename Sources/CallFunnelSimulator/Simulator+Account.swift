// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension Simulator {
    /// What the wallet holds, in minor units.
    public var balanceMinor: Int64 { account.balanceMinor }

    /// Sets what the wallet holds, in minor units: `wallet.low` and `wallet.exhausted` where a line is crossed.
    ///
    /// Low is below the account's line, exhausted is zero or less (C9). Each is reported once and again only after the
    /// balance was back at the low line, or above zero.
    public func setBalance(_ minor: Int64) {
        account.balanceMinor = minor
        noteBalance()
    }

    /// Takes from the wallet, in minor units.
    public func charge(_ minor: Int64) {
        setBalance(account.balanceMinor - minor)
    }

    /// Adds to the wallet, in minor units.
    public func topUp(_ minor: Int64) {
        setBalance(account.balanceMinor + minor)
    }

    /// Suspends the tenant: every reading endpoint answers 403, and `tenant.suspended` is recorded (C10).
    ///
    /// A suspension that follows another one before anybody could read in between is the same one, as nobody could tell
    /// them apart.
    public func suspend(_ reason: String = "compliance review") {
        suspensionReason = reason
        noteSuspension()
    }

    /// Lifts the suspension.
    public func reinstate() {
        suspensionReason = nil
    }

    func noteSuspension() {
        guard let number = suspension.update(isBeyond: true) else { return }
        record("tenant.suspended", "tenant", String(account.tenantID), suffix: "#\(number)", at: .any)
    }

    /// A reader got an answer, so the next suspension is another one.
    func noteAnswered() {
        if suspensionReason == nil { _ = suspension.update(isBeyond: false) }
    }

    /// Compares the balance with both lines; at the first reading too, as a wallet can be low from the start.
    func noteBalance() {
        let tenant = String(account.tenantID)
        defer { noteEpisodes() }
        if let number = low.update(isBeyond: account.balanceMinor < account.lowBelowMinor) {
            record("wallet.low", "wallet", tenant, suffix: "#\(number)", at: .balance)
        }
        if let number = exhausted.update(isBeyond: account.balanceMinor <= 0) {
            record("wallet.exhausted", "wallet", tenant, suffix: "#\(number)", at: .balance)
        }
    }
}
