// SPDX-License-Identifier: Apache-2.0

/// An amount in integer minor units, so that no cent is ever rounded.
public struct Money: Hashable, Sendable {
    /// Cents, paise, …; negative for a debt (C9).
    public var minorUnits: Int64
    /// ISO 4217 code; nil when the service did not say.
    public var currency: Currency?

    public init(minorUnits: Int64, currency: Currency?) {
        self.minorUnits = minorUnits
        self.currency = currency
    }
}

/// An ISO 4217 code such as `USD` or `INR`.
public typealias Currency = OpenEnum<Money>

extension Money: CustomStringConvertible {
    /// For example `12.34 USD`, `-0.05 USD`, `1200 JPY`; two decimals when the currency is not known.
    public var description: String {
        let decimals = currency?.decimals ?? 2
        let digits = String(minorUnits.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let whole = padded.dropLast(decimals)
        let fraction = decimals == 0 ? "" : "." + padded.suffix(decimals)
        return (minorUnits < 0 ? "-" : "") + whole + fraction + (currency.map { " \($0)" } ?? "")
    }
}

extension Currency {
    /// Digits after the point, from ISO 4217: two but for these.
    fileprivate var decimals: Int {
        switch rawValue.uppercased() {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
            "XOF", "XPF":
            0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        case "CLF", "UYW": 4
        default: 2
        }
    }
}
