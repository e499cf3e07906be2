// SPDX-License-Identifier: Apache-2.0

import CallFunnel

extension Simulator {
    /// `GET /billing/balance` (C9).
    func answerBalance() -> RouteAnswer {
        shown = crossedKeys
        return .value(balance(Rendering(shape: shape)))
    }

    /// The wallet as it is now.
    func balance(_ rendering: Rendering) -> JSON {
        let threshold = account.autochargeThresholdMinor
        let autocharge: JSON = [
            "enabled": .bool(threshold != nil),
            "threshold_minor": threshold.map { .integer($0) } ?? .null,
            "amount_minor": threshold.map { _ in 2500 } ?? .null,
        ]
        let minutes = max(0, account.balanceMinor) / max(1, account.ratePerMinuteMinor)
        return rendering.object([
            Rendering.Field("tenant_id", account.tenantID),
            Rendering.Field("currency", account.currency),
            Rendering.Field("balance_minor", account.balanceMinor),
            Rendering.Field("plan_tier", account.planTier),
            rendering.time("trial_expires_at", Timestamp(microsecondsSinceEpoch: 1_782_891_045_000_000)),
            Rendering.Field("minutes_remaining_at_bundled_rate", minutes),
            Rendering.Field("rate_per_minute_minor", account.ratePerMinuteMinor),
            Rendering.Field("autocharge", autocharge),
            Rendering.Field("topup_presets_minor", [1000, 2500, 5000, 10000, 25000]),
        ])
    }
}
