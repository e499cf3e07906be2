// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation

extension ProviderEndpoint {
    /// The endpoint of a request; nil for the other routes.
    init?(_ target: RequestTarget) {
        let path = "/" + target.path.joined(separator: "/")
        guard let endpoint = Self.all.first(where: { $0.path == path }) else { return nil }
        self = endpoint
    }

    /// Exotel's call flows ask by GET, everybody else posts.
    fileprivate var methods: [String] { self == .exotelIncoming ? ["GET", "POST"] : ["POST"] }
}

extension Simulator {
    /// Answers a provider (C17-C19). What is refused has changed nothing.
    func answerProvider(
        _ endpoint: ProviderEndpoint, _ request: HTTPRequest, _ target: RequestTarget
    ) -> HTTPResponse {
        guard endpoint.methods.contains(request.method) else {
            return refusal(405, "Method Not Allowed", ["Allow": endpoint.methods.joined(separator: ", ")])
        }
        guard let tenant = target[ProviderEndpoint.tenantParameter] else {
            return missing(ProviderEndpoint.tenantParameter, in: "query")
        }
        guard tenant == String(account.tenantID) else { return refusal(404, "Tenant not found") }
        switch endpoint {
        case .twilioIncoming, .twilioStatus: return answerTwilio(endpoint, request)
        case .exotelIncoming, .exotelStatus: return answerExotel(endpoint, request)
        default: return answerProcessor(request)
        }
    }

    private func answerTwilio(_ endpoint: ProviderEndpoint, _ request: HTTPRequest) -> HTTPResponse {
        guard !providers.twilioTokens.isEmpty else {
            return refusal(403, "No Twilio auth token is stored for this tenant")
        }
        let form: FormParameters
        do throws(TwilioSignature.Rejection) {
            form = try TwilioSignature(headers: request.headers)
                .verify(request, url: configuredURL(request), tokens: providers.twilioTokens)
        } catch {
            return refusal(403, .string("Invalid Twilio signature: \(error)"))
        }
        let isIncoming = endpoint == .twilioIncoming
        for name in ["CallSid"] + (isIncoming ? ["From"] : ["CallStatus"]) where (form[name] ?? "").isEmpty {
            return missing(name, in: "body")
        }
        note(
            ProviderReport(
                call: "twilio/\(form["CallSid"] ?? "")", caller: form["From"],
                isInbound: isIncoming || form["Direction"] == "inbound",
                status: isIncoming ? "ringing" : form["CallStatus"], seconds: form["CallDuration"]))
        guard isIncoming else { return HTTPResponse(status: 204) }
        let instructions = #"<?xml version="1.0" encoding="UTF-8"?><Response><Say>Simulated.</Say></Response>"#
        return HTTPResponse(status: 200, headers: ["Content-Type": "text/xml"], body: Array(instructions.utf8))
    }

    /// No signature of Exotel is documented, so none is looked for.
    private func answerExotel(_ endpoint: ProviderEndpoint, _ request: HTTPRequest) -> HTTPResponse {
        let isGet = request.method == "GET"
        let form = isGet ? FormParameters(queryOf: request.url.absoluteString) : FormParameters(request.body)
        let isIncoming = endpoint == .exotelIncoming
        let caller = form["CallFrom"] ?? form["From"]
        for (name, value) in [
            ("CallSid", form["CallSid"]), isIncoming ? ("CallFrom", caller) : ("Status", form["Status"]),
        ] where (value ?? "").isEmpty {
            return missing(name, in: isGet ? "query" : "body")
        }
        note(
            ProviderReport(
                call: "exotel/\(form["CallSid"] ?? "")", caller: caller.map(Self.withCountry),
                isInbound: isIncoming || form["Direction"] == "inbound",
                status: isIncoming ? "ringing" : form["Status"], seconds: form["ConversationDuration"]))
        return HTTPResponse(status: 200, headers: ["Content-Type": "text/plain"], body: Array("OK".utf8))
    }

    /// Exotel writes Indian numbers as they are dialled at home.
    private static func withCountry(_ phone: String) -> String {
        phone.hasPrefix("0") && phone.utf8.count == 11 ? "+91" + phone.dropFirst() : phone
    }

    /// The URL the provider was given.
    private func configuredURL(_ request: HTTPRequest) -> String {
        let seen = request.url.absoluteString
        guard let host = providers.host, let target = seen.firstRange(of: "://") else { return seen }
        let origin = host.contains("://") ? host : "https://\(host)"
        return origin + seen[target.upperBound...].drop { $0 != "/" }
    }

    func missing(_ name: String, in place: String) -> HTTPResponse {
        refusal(422, [["type": "missing", "loc": [.string(place), .string(name)], "msg": "Field required"]])
    }
}
