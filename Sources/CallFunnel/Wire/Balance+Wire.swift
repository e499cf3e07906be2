// SPDX-License-Identifier: Apache-2.0

extension Balance: WireResource {
    init(reading fields: inout FieldReader) throws(DecodingIssue) {
        self.init(tenantID: fields.identifier("tenant_id"))
        let currency: Currency? = fields.word("currency")
        let money = { (minorUnits: Int64?) in minorUnits.map { Money(minorUnits: $0, currency: currency) } }
        balance = money(fields.integer("balance_minor"))
        planTier = fields.string("plan_tier")
        trialExpiresAt = fields.timestamp("trial_expires_at")
        minutesRemaining = fields.integer("minutes_remaining_at_bundled_rate")
        ratePerMinute = money(fields.integer("rate_per_minute_minor"))
        autocharge = fields.nested("autocharge") { (inner) in
            var autocharge = Autocharge(enabled: inner.bool("enabled"))
            autocharge.threshold = money(inner.integer("threshold_minor"))
            autocharge.amount = money(inner.integer("amount_minor"))
            autocharge.unknownFields = inner.remaining
            return autocharge
        }
        let presets = fields.take(["topup_presets_minor"], expecting: "an array of integers") { value in
            value.array.flatMap { list in
                let numbers = list.compactMap(\.wholeNumber)
                return numbers.count == list.count ? numbers : nil
            }
        }
        topupPresets = (presets ?? []).map { Money(minorUnits: $0, currency: currency) }
        if amounts.isEmpty, let currency {
            fields.keep("currency", .string(currency.rawValue))
        }
    }

    func write(to fields: inout FieldWriter) {
        fields.set("tenant_id", tenantID)
        fields.set("currency", amounts.first?.currency)
        fields.set("balance_minor", balance?.minorUnits)
        fields.set("plan_tier", planTier)
        fields.set("trial_expires_at", trialExpiresAt)
        fields.set("minutes_remaining_at_bundled_rate", minutesRemaining)
        fields.set("rate_per_minute_minor", ratePerMinute?.minorUnits)
        fields.set("autocharge", autocharge?.json)
        if !topupPresets.isEmpty || unknownFields["topup_presets_minor"] == nil {
            fields.set("topup_presets_minor", .array(topupPresets.map { .number(.init($0.minorUnits)) }))
        }
    }

    /// Whatever the one currency of a balance goes with.
    private var amounts: [Money] {
        [balance, ratePerMinute, autocharge?.threshold, autocharge?.amount].compactMap { $0 } + topupPresets
    }
}

extension Balance.Autocharge {
    fileprivate var json: JSONValue {
        var fields = FieldWriter(unknown: unknownFields)
        fields.set("enabled", enabled)
        fields.set("threshold_minor", threshold?.minorUnits)
        fields.set("amount_minor", amount?.minorUnits)
        return fields.value
    }
}

extension FieldReader {
    /// The object under a name, read by itself.
    fileprivate mutating func nested<Value>(_ name: String, _ read: (inout FieldReader) -> Value) -> Value? {
        guard let members = take([name], expecting: "an object", { $0.object.map { JSONValue.object($0) } }),
            var inner = try? FieldReader(members, path: path.isEmpty ? name : "\(path).\(name)")
        else { return nil }
        let value = read(&inner)
        report(inner.issues)
        return value
    }
}

extension Balance: Codable {
    public init(from decoder: any Decoder) throws { self = try Self.decode(from: decoder) }
    public func encode(to encoder: any Encoder) throws { try wire.encode(to: encoder) }
}
