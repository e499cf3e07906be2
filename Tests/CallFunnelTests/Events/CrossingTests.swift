// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct CrossingTests {
    @Test(
        arguments: [
            // Balances in turn, the low line, what each implies.
            ([500, 400, 200, 50], 300, ["", "", "low#1", ""]),
            ([300, 299, 300, 299], 300, ["", "low#1", "", "low#2"]),
            ([500, 0], 300, ["", "low#1 exhausted#1"]),
            ([500, -1, 0, 1, 0], 300, ["", "low#1 exhausted#1", "", "", "exhausted#2"]),
            ([100, 0, 400, -5], 300, ["low#1", "exhausted#1", "", "low#2 exhausted#2"]),
            ([1, 0, 1, 0], nil, ["", "exhausted#1", "", "exhausted#2"]),
            ([nil, 100, nil, 100, nil, 400, 100], 300, ["", "low#1", "", "", "", "", "low#2"]),
            ([-5, -6], -5, ["exhausted#1", "low#1"]),
            ([0, 5], 0, ["exhausted#1", ""]),
            ([.max, .min], .max, ["", "low#1 exhausted#1"]),
        ] as [([Int64?], Int64?, [String])])
    func `a line is crossed once, and again after the balance was back above it`(
        balances: [Int64?], threshold: Int64?, implied: [String]
    ) {
        var crossings = Balance.Crossings()
        for (balance, expected) in zip(balances, implied) {
            #expect(wallet(.make(balance), lowBelow: threshold, &crossings) == expected)
        }
    }

    @Test func `without a threshold of yours the account's own counts, autocharge on or off`() {
        var crossings = Balance.Crossings()
        #expect(wallet(.make(900, autocharge: 1000), lowBelow: nil, &crossings) == "low#1")
        #expect(wallet(.make(900, autocharge: 800), lowBelow: nil, &crossings) == "")
        #expect(wallet(.make(900, autocharge: 1000), lowBelow: nil, &crossings) == "low#2")
        // Yours outranks it, so 900 is above the line again.
        #expect(wallet(.make(900, autocharge: 1000), lowBelow: 500, &crossings) == "")
        #expect(wallet(.make(900, autocharge: 1000), lowBelow: nil, &crossings) == "low#3")
    }

    @Test func `a threshold that goes away changes nothing`() {
        var crossings = Balance.Crossings()
        _ = wallet(.make(900, autocharge: 1000), lowBelow: nil, &crossings)
        let before = crossings
        #expect(wallet(.make(900), lowBelow: nil, &crossings) == "")
        #expect(crossings == before)
        #expect(wallet(.make(900, autocharge: 1000), lowBelow: nil, &crossings) == "")
    }

    @Test func `the event names its tenant, the time it was read and the balance`() {
        var crossings = Balance.Crossings()
        let balance = Balance.make(0)
        let events = balance.events(lowBelow: 10, since: &crossings, readAt: .second(7))
        #expect(events.map(\.key.description) == ["wallet.low/38#1", "wallet.exhausted/38#1"])
        #expect(events.map(\.payload) == [.walletLow(balance), .walletExhausted(balance)])
        #expect(events.allSatisfy { $0.tenantID == "38" && $0.occurredAt == .second(7) && $0.resource == "wallet" })
        var fresh = Balance.Crossings()
        let nameless = Balance.make(0, tenant: nil).events(lowBelow: nil, since: &fresh, readAt: .second(7))
        #expect(nameless.map(\.key.description) == ["wallet.exhausted/-#1"])
    }

    @Test func `a suspension is told once, and again after an answer in between`() {
        var crossing = Crossing()
        let suspension = Suspension(tenantID: "38", reason: "compliance")
        let keys = { (crossing: inout Crossing) in
            suspension.events(since: &crossing, readAt: .second(7)).map(\.key.description)
        }
        #expect(keys(&crossing) == ["tenant.suspended/38#1"])
        #expect(keys(&crossing) == [])
        #expect(crossing.observe(below: false) == nil)
        #expect(keys(&crossing) == ["tenant.suspended/38#2"])
        var fresh = Crossing()
        let event = Suspension().events(since: &fresh, readAt: .second(7)).first
        #expect(event?.key.subject == "-#1")
        #expect(event?.occurredAt == .second(7) && event?.resource == "tenant")
    }

    @Test func `a crossing reads back from what it prints`() {
        for crossing in [Crossing(), Crossing(count: 3, isBelow: true), Crossing(count: .max, isBelow: false)] {
            #expect(Crossing(crossing.description) == crossing)
        }
        #expect(Crossing(count: 3, isBelow: true).description == "3 below")
        for text in ["", "3", "below 3", "-1 above", "3  below", "3 below ", "x above", "3 Below"] {
            #expect(Crossing(text) == nil)
        }
    }

    @Test func `counting never traps`() {
        var crossing = Crossing(count: .max, isBelow: false)
        #expect(crossing.observe(below: true) != .max)
    }

    private func wallet(
        _ balance: Balance, lowBelow threshold: Int64?, _ crossings: inout Balance.Crossings
    ) -> String {
        balance.events(lowBelow: threshold, since: &crossings, readAt: .second(0))
            .map { $0.key.description.replacing("wallet.", with: "").replacing("/38", with: "") }
            .joined(separator: " ")
    }
}
