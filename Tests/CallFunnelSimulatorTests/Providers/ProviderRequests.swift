// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

/// A simulator that knows its providers, and the providers that call it.
struct ProvidedAccount {
    static let host = "https://calls.example.com"

    let simulator: Simulator
    let token: TwilioAuthToken
    let secret: WebhookSecret
    let timing: Timing

    init(_ world: SimulatedWorld, balance: Int64 = 500, _ change: (inout Simulator.ProviderSettings) -> Void = { _ in })
        throws
    {
        token = try TwilioAuthToken("0123456789abcdef0123456789abcdef")
        secret = try WebhookSecret("whsec_processor")
        timing = world.clock.timing()
        var providers = Simulator.ProviderSettings()
        providers.twilioTokens = [token]
        providers.processorSecrets = [secret]
        change(&providers)
        var account = Simulator.Account()
        account.balanceMinor = balance
        simulator = Simulator(timing: timing, account: account, providers: providers)
    }

    func twilio(
        _ endpoint: ProviderEndpoint, _ parameters: [(name: String, value: String)], token: TwilioAuthToken? = nil,
        tenant: Tenant.ID = "38", change: (inout HTTPRequest) -> Void = { _ in }
    ) async throws -> Reply {
        let url = try endpoint.url(host: Self.host, tenant: tenant)
        let form = FormParameters(parameters)
        var request = HTTPRequest(
            method: "POST", url: url,
            headers: [
                "Content-Type": "application/x-www-form-urlencoded",
                TwilioSignature.headerName: TwilioSignature.sign(
                    form, url: url.absoluteString, token: token ?? self.token),
            ],
            body: form.encoded)
        change(&request)
        return Reply(response: try await simulator.send(request))
    }

    /// `CA1` is called by somebody.
    func incoming(_ sid: String = "CA1", from phone: String = "+12025550143") async throws -> Reply {
        try await twilio(
            .twilioIncoming,
            [
                ("CallSid", sid), ("From", phone), ("Direction", "inbound"), ("CallStatus", "ringing"),
                ("CallerName", ""),
            ])
    }

    func status(_ status: String, of sid: String = "CA1", direction: String = "inbound", seconds: String? = nil)
        async throws -> Reply
    {
        try await twilio(
            .twilioStatus,
            [("CallSid", sid), ("From", "+12025550143"), ("Direction", direction), ("CallStatus", status)]
                + (seconds.map { [("CallDuration", $0)] } ?? []))
    }

    func exotel(
        _ endpoint: ProviderEndpoint, _ parameters: [(name: String, value: String)], method: String = "POST"
    ) async throws -> Reply {
        var request = HTTPRequest(method: method, url: try endpoint.url(host: Self.host, tenant: "38"))
        let form = FormParameters(parameters).encoded
        if method == "GET" {
            let text = "\(request.url.absoluteString)&\(String(decoding: form, as: UTF8.self))"
            request.url = try #require(URL(string: text))
        } else {
            request.body = form
        }
        return Reply(response: try await simulator.send(request))
    }

    func pay(
        _ body: String, age: Duration = .zero, secret: WebhookSecret? = nil,
        change: (inout HTTPRequest) -> Void = { _ in }
    ) async throws -> Reply {
        let bytes = Array(body.utf8)
        let signed = ProcessorSignature().sign(
            bytes, secrets: [secret ?? self.secret], at: timing.now().advanced(by: .zero - age))
        var request = HTTPRequest(
            method: "POST", url: try ProviderEndpoint.processor.url(host: Self.host, tenant: "38"),
            headers: ["X-Processor-Signature": signed], body: bytes)
        change(&request)
        return Reply(response: try await simulator.send(request))
    }

    /// The calls of the inbound workflow, the latest first.
    var calls: [[String: Any]] {
        get async throws {
            let runs = try await simulator.get("/workflows/wf_inbound/runs")
            return runs.list.flatMap { $0["calls"] as? [[String: Any]] ?? [] }
        }
    }

    var latestCall: [String: Any] {
        get async throws {
            let calls = try await calls
            return try #require(calls.first)
        }
    }

    var keys: [String] { get async { await simulator.truth.keys } }
}
