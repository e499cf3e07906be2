// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct MoneyTests {
    @Test(
        arguments: [
            (1234, "USD", "12.34 USD"), (5, "USD", "0.05 USD"), (-5, "INR", "-0.05 INR"), (0, "EUR", "0.00 EUR"),
            (100, "usd", "1.00 usd"), (1200, "JPY", "1200 JPY"), (0, "krw", "0 krw"), (-7, "XOF", "-7 XOF"),
            (1234, "KWD", "1.234 KWD"), (-1, "BHD", "-0.001 BHD"), (12345, "CLF", "1.2345 CLF"),
            (12, "points", "0.12 points"),
            (1234, nil, "12.34"), (-1, nil, "-0.01"),
            (Int64.min, "USD", "-92233720368547758.08 USD"), (Int64.max, "JPY", "9223372036854775807 JPY"),
            (Int64.min, "TND", "-9223372036854775.808 TND"),
        ] as [(Int64, String?, String)])
    func `it prints with the decimals of its currency`(minorUnits: Int64, currency: String?, printed: String) {
        let money = Money(minorUnits: minorUnits, currency: currency.map { Currency($0) })
        #expect(money.description == printed)
    }

    @Test func `the same number of another currency is another amount`() {
        #expect(Money(minorUnits: 1, currency: "USD") == Money(minorUnits: 1, currency: "usd"))
        #expect(Money(minorUnits: 1, currency: "USD") != Money(minorUnits: 1, currency: "INR"))
        #expect(Money(minorUnits: 1, currency: "USD") != Money(minorUnits: 1, currency: nil))
    }
}
