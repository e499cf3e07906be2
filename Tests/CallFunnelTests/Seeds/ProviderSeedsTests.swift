// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

/// The samples of what providers send, in `seeds/`. Twilio's were signed by its own Python package, the processor's by
/// Python's hmac.
@Suite struct ProviderSeedsTests {
    private struct Sample: Decodable {
        let method: String
        let url: String
        let headers: [String: String]
        let body: String
        let signed_with: String?

        init(_ name: String) throws {
            let file = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../../seeds/\(name).json")
            self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
        }

        var request: HTTPRequest {
            get throws {
                var request = HTTPRequest(method: method, url: try #require(URL(string: url)))
                for (name, value) in headers.sorted(by: { $0.key < $1.key }) { request.headers.add(name, value) }
                request.body = Array(body.utf8)
                return request
            }
        }

        func isAddressed(to endpoint: ProviderEndpoint) throws -> Bool {
            try url.hasPrefix(endpoint.url(tenant: "38").absoluteString)
        }
    }

    @Test(arguments: [
        ("C17-twilio-incoming", ProviderEndpoint.twilioIncoming, "ringing"),
        ("C17-twilio-status", .twilioStatus, "completed"),
    ])
    func `C17, Twilio`(name: String, endpoint: ProviderEndpoint, status: String) throws {
        let sample = try Sample(name)
        let token = try TwilioAuthToken(sample.signed_with ?? "")
        let request = try sample.request
        #expect(try sample.isAddressed(to: endpoint))
        let form = try TwilioSignature(headers: request.headers).verify(request, tokens: [token])
        #expect(form["CallStatus"] == status && form["From"] == "+12025550143" && form["CallerName"] == "")
        #expect(throws: TwilioSignature.Rejection.noMatch) {
            try TwilioSignature(headers: request.headers).verify(request, tokens: [TwilioAuthToken("another")])
        }
    }

    @Test func `C18, Exotel`() throws {
        let sample = try Sample("C18-exotel-incoming")
        #expect(try sample.isAddressed(to: .exotelIncoming))
        #expect(FormParameters(queryOf: sample.url)["CallFrom"] == "09876543210")
    }

    @Test func `C19, the payment processor`() throws {
        let sample = try Sample("C19-processor")
        let secret = try WebhookSecret(sample.signed_with ?? "")
        #expect(try sample.isAddressed(to: .processor))
        let time = Timestamp(microsecondsSinceEpoch: 1_780_299_045_000_000)
        let request = try sample.request
        #expect(try ProcessorSignature().verify(request, secrets: [secret], at: time).signedAt == time)
    }

    @Test func `the simulator takes each of them`() throws {
        let world = SimulatedWorld(epoch: Timestamp(microsecondsSinceEpoch: 1_780_299_045_000_000))
        let names = ["C17-twilio-incoming", "C17-twilio-status", "C18-exotel-incoming", "C19-processor"]
        let samples = try names.map { try Sample($0) }
        var providers = Simulator.ProviderSettings()
        providers.twilioTokens = [try TwilioAuthToken(samples[0].signed_with ?? "")]
        providers.processorSecrets = [try WebhookSecret(samples[3].signed_with ?? "")]
        let simulator = Simulator(timing: world.clock.timing(), providers: providers)
        let keys = try world.run {
            for sample in samples {
                let response = try await simulator.send(sample.request)
                #expect((200...204).contains(response.status))
            }
            #expect(await simulator.balanceMinor == 500 - 24 + 2500)
            return await simulator.truth.keys
        }
        #expect(
            keys == [
                "workflow.run.started/run_1", "call.completed/call_1", "workflow.run.ended/run_1",
                "workflow.run.started/run_2",
            ])
    }
}
