// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

/// From a provider's webhook to your code: the account polls and pushes what it caused, and one ledger makes it once.
@Suite struct ProviderToAppTests {
    /// Which lanes the app listens to.
    enum Lanes: String, CaseIterable, Sendable {
        case polled, pushed, both
    }

    @Test(arguments: Lanes.allCases, 1...3)
    func `what providers cause is handled once, whichever lane brings it`(lanes: Lanes, seed: Int) throws {
        let scene = try Scene(seed: UInt64(seed))
        let handled = Log<String>()
        let truth = try scene.world.run {
            let ledger = MemoryLedger(timing: scene.timing)
            let client = try CallFunnelClient(
                apiKey: Simulator.defaultKey, transport: scene.simulator, timing: scene.timing)
            let watcher = try Watcher(
                client, watching: [.runs(of: "wf_inbound"), .wallet(lowBelow: 200)], startingFrom: .everything,
                ledger: ledger)
            let receiver = try WebhookReceiver(secrets: [scene.pushSecret], ledger: ledger, timing: scene.timing)
            let sender = WebhookSender(secrets: SigningSecrets(scene.pushSecret), timing: scene.timing) { request in
                await receiver.respond(to: request) { event in handled.add(event.key.description) }
            }
            await scene.simulator.addWorkflow("wf_inbound")
            await withDiscardingTaskGroup { group in
                if lanes != .polled { group.addTask { await sender.push(from: scene.simulator) } }
                if lanes != .pushed { group.addTask { await watcher.events().log(to: handled) } }
                await scene.play()
                await scene.simulator.end()
                await scene.pause(.seconds(900))
                group.cancelAll()
            }
            return await scene.simulator.truth.keys
        }
        #expect(truth.filter { $0.hasPrefix("call.completed") }.count == 3)
        #expect(truth.filter { $0.hasPrefix("wallet.low") } == ["wallet.low/38#1", "wallet.low/38#2"])
        #expect(handled.all.sorted() == truth.sorted(), "\(lanes), seed \(seed)")
    }
}

extension ProviderToAppTests {
    /// An account that nothing but its providers moves.
    struct Scene: Sendable {
        let world: SimulatedWorld
        let timing: Timing
        let simulator: Simulator
        let pushSecret: WebhookSecret
        private let token: TwilioAuthToken
        private let secret: WebhookSecret

        init(seed: UInt64) throws {
            world = SimulatedWorld(seed: seed)
            timing = world.clock.timing(seed: seed)
            token = try TwilioAuthToken("0123456789abcdef0123456789abcdef")
            secret = try WebhookSecret("whsec_processor")
            pushSecret = try WebhookSecret("whsec_push")
            var providers = Simulator.ProviderSettings()
            providers.twilioTokens = [token]
            providers.processorSecrets = [secret]
            simulator = Simulator(seed: seed, timing: timing, providers: providers)
        }

        func pause(_ duration: Duration) async {
            try? await timing.sleep(timing.elapsed() + duration)
        }

        /// Calls whose callbacks repeat and overtake each other, and a payment that comes three times.
        func play() async {
            for (sid, words) in [
                ("CA1", ["+", "+", "in-progress", "ringing", "completed", "completed"]),
                ("CA2", ["completed", "+", "in-progress"]), ("CA3", ["+", "no-answer", "completed"]),
            ] {
                for word in words {
                    await twilio(sid, word, seconds: "61")
                    await pause(.seconds(7))
                }
            }
            await twilio("CA4", "completed", seconds: "1500")
            await pause(.seconds(61))
            for _ in 1...3 {
                await pay("evt_1")
                await pause(.seconds(61))
            }
            await twilio("CA5", "busy", seconds: "0")
            await simulator.charge(1000)
            await pause(.seconds(61))
        }

        private func twilio(_ sid: String, _ word: String, seconds: String) async {
            let endpoint: ProviderEndpoint = word == "+" ? .twilioIncoming : .twilioStatus
            let form = FormParameters([
                ("CallSid", sid), ("From", "+12025550143"), ("CallStatus", word), ("Direction", "inbound"),
                ("CallDuration", seconds),
            ])
            await post(endpoint, form.encoded) { url in
                [
                    "Content-Type": "application/x-www-form-urlencoded",
                    TwilioSignature.headerName: TwilioSignature.sign(form, url: url, token: token),
                ]
            }
        }

        private func pay(_ id: String) async {
            let body = #"{"id":"\#(id)","type":"payment.succeeded","data":{"amount_minor":1000,"currency":"USD"}}"#
            let bytes = Array(body.utf8)
            await post(.processor, bytes) { _ in
                ["X-Processor-Signature": ProcessorSignature().sign(bytes, secrets: [secret], at: timing.now())]
            }
        }

        private func post(_ endpoint: ProviderEndpoint, _ body: [UInt8], headers: (String) -> HTTPHeaders) async {
            do {
                let url = try endpoint.url(tenant: "38")
                let request = HTTPRequest(method: "POST", url: url, headers: headers(url.absoluteString), body: body)
                let response = try await simulator.send(request)
                #expect((200...204).contains(response.status))
            } catch {
                Issue.record(error)
            }
        }
    }
}
