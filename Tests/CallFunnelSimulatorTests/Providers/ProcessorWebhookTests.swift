// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Testing

@Suite struct ProcessorWebhookTests {
    private let world = SimulatedWorld()

    private func payment(_ id: String, _ minor: String = "1000", currency: String = "USD") -> String {
        #"{"id":"\#(id)","type":"payment.succeeded","data":{"amount_minor":\#(minor),"currency":"\#(currency)"}}"#
    }

    @Test func `a payment is credited once, whatever is retried`() throws {
        let account = try ProvidedAccount(world)
        try world.run { () async throws in
            for (id, balance, repeated) in [
                ("evt_1", 1500, false), ("evt_1", 1500, true), ("evt_2", 2500, false), ("evt_1", 2500, true),
                ("evt_2", 2500, true),
            ] {
                let reply = try await account.pay(payment(id))
                #expect(reply.status == 200 && reply.object["repeated"] as? Bool == repeated)
                #expect(await account.simulator.balanceMinor == balance)
            }
            // A day later the signature is another one, and the event the same.
            try await world.clock.sleep(for: .seconds(86400))
            #expect(try await account.pay(payment("evt_1", "9")).object["repeated"] as? Bool == true)
            #expect(await account.simulator.balanceMinor == 2500)
        }
    }

    @Test func `a credit arms the low line again`() throws {
        let account = try ProvidedAccount(world, balance: 210)
        try world.run { () async throws in
            _ = try await account.incoming("CA1")
            _ = try await account.status("completed", of: "CA1", seconds: "60")
            #expect(await account.keys.last == "workflow.run.ended/run_1")
            #expect(await account.keys.filter { $0.hasPrefix("wallet") } == ["wallet.low/38#1"])
            for _ in 1...3 { _ = try await account.pay(payment("evt_1", "10")) }
            #expect(await account.simulator.balanceMinor == 208)
            _ = try await account.incoming("CA2")
            _ = try await account.status("completed", of: "CA2", seconds: "1200")
            let levels = ["wallet.low/38#1", "wallet.low/38#2", "wallet.exhausted/38#1"]
            #expect(await account.keys.filter { $0.hasPrefix("wallet") } == levels)
        }
    }

    @Test func `what is not signed as it must be is refused and changes nothing`() throws {
        let account = try ProvidedAccount(world)
        let other = try WebhookSecret("another")
        try world.run { () async throws in
            let body = payment("evt_1")
            var replies: [Reply] = []
            replies.append(try await account.pay(body, secret: other))
            replies.append(try await account.pay(body) { $0.body.append(0x20) })
            replies.append(try await account.pay(body) { $0.headers = [:] })
            replies.append(try await account.pay(body) { $0.headers["X-Processor-Signature"] = "t=1" })
            replies.append(try await account.pay(body, age: .seconds(301)))
            replies.append(try await account.pay(body, age: .seconds(-301)))
            for reply in replies {
                #expect(reply.status == 403 && reply.detail?.hasPrefix("Invalid processor signature: ") == true)
            }
            #expect(Set(replies.compactMap(\.detail)).count == 5, "each reason has its words")
            #expect(await account.simulator.balanceMinor == 500)
            // None of them used up the id.
            #expect(try await account.pay(body).object["repeated"] as? Bool == false)
            #expect(await account.simulator.balanceMinor == 1500)
        }
    }

    @Test(arguments: [
        "", "{", "[]", "null", #"{"id":"","type":"payment.succeeded"}"#, #"{"type":"payment.succeeded"}"#,
        #"{"id":"e","type":"payment.succeeded"}"#, #"{"id":7,"type":"x"}"#,
        #"{"id":"e","type":"payment.succeeded","data":{"amount_minor":true,"currency":"USD"}}"#,
        #"{"id":"e","type":"payment.succeeded","data":{"amount_minor":1.5,"currency":"USD"}}"#,
        #"{"id":"e","type":"payment.succeeded","data":{"amount_minor":0,"currency":"USD"}}"#,
        #"{"id":"e","type":"payment.succeeded","data":{"amount_minor":-5,"currency":"USD"}}"#,
        #"{"id":"e","type":"payment.succeeded","data":{"amount_minor":9223372036854775807,"currency":"USD"}}"#,
        #"{"id":"e","type":"payment.succeeded","data":{"amount_minor":92233720368547758070,"currency":"USD"}}"#,
        #"{"id":"e","type":"payment.succeeded","data":{"amount_minor":5,"currency":"INR"}}"#,
    ])
    func `what cannot be credited is refused and does not use up its id`(body: String) throws {
        let account = try ProvidedAccount(world)
        try world.run { () async throws in
            #expect(try await account.pay(body).status == 422)
            #expect(try await account.pay(payment("e")).object["repeated"] as? Bool == false)
            #expect(await account.simulator.balanceMinor == 1500)
        }
    }

    @Test func `events of other types are taken and change nothing`() throws {
        let account = try ProvidedAccount(world)
        try world.run { () async throws in
            #expect(try await account.pay(#"{"id":"evt_1","type":"payment.refunded"}"#).status == 200)
            #expect(await account.simulator.balanceMinor == 500)
            #expect(await account.keys == [])
        }
    }

    @Test func `a fault of the reading endpoints is none of the providers'`() throws {
        let account = try ProvidedAccount(world)
        try world.run { () async throws in
            await account.simulator.setFaults(FaultPlan([.serverError], rate: 1))
            #expect(try await account.pay(payment("evt_1")).status == 200)
            #expect(try await account.incoming().status == 200)
        }
    }
}
