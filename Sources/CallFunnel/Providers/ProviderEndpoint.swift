// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// Where a provider calls the service (C17-C19), and what that address is configured as at the provider.
///
/// ```swift
/// import CallFunnel
///
/// let url = try ProviderEndpoint.twilioIncoming.url(host: "calls.example.com", tenant: "38")
/// precondition(url.absoluteString == "https://calls.example.com/voice/twilio/incoming?tenant_id=38")
/// ```
/// The service sets these itself when it provisions a number or a payment method; you need them on a host of your own,
/// or to find out why a signature does not match.
public struct ProviderEndpoint: Sendable, Hashable {
    /// Absolute on the host, and not below the `/api` of the reading endpoints.
    public let path: String
    /// The setting at the provider that holds the URL.
    public let configuredAs: String
    /// Whether the vendor documents the path. The others are assumed, in the likeness of those that are.
    public let isDocumented: Bool

    /// Twilio calls it when a number of yours is called (C17). Signed, see ``TwilioSignature``.
    public static let twilioIncoming = ProviderEndpoint(
        path: "/voice/twilio/incoming", configuredAs: "Phone number, Voice: “A call comes in”, Webhook, HTTP POST",
        isDocumented: true)
    /// Twilio calls it whenever a call changes its state (C17). Signed, see ``TwilioSignature``.
    public static let twilioStatus = ProviderEndpoint(
        path: "/api/twilio/status", configuredAs: "Phone number, Voice: “Call status changes”, HTTP POST",
        isDocumented: true)
    /// Exotel calls it when an ExoPhone of yours is called (C18). No signature is documented.
    public static let exotelIncoming = ProviderEndpoint(
        path: "/voice/exotel/incoming", configuredAs: "ExoPhone, call flow: the URL of its Passthru or Connect applet",
        isDocumented: true)
    /// Exotel calls it when a call has ended (C18, the path is assumed). No signature is documented.
    public static let exotelStatus = ProviderEndpoint(
        path: "/api/exotel/status", configuredAs: "StatusCallback of the call or flow, HTTP POST", isDocumented: false)
    /// The payment processor calls it (C19, the path is assumed). Signed, see ``ProcessorSignature``.
    public static let processor = ProviderEndpoint(
        path: "/api/billing/webhook", configuredAs: "Webhook endpoint of the account at the processor",
        isDocumented: false)

    /// All of them.
    public static let all: [ProviderEndpoint] = [
        .twilioIncoming, .twilioStatus, .exotelIncoming, .exotelStatus, .processor,
    ]

    /// The URL to set at the provider. Twilio signs it letter by letter, so what is set there has to be this text.
    ///
    /// - Parameters:
    ///   - host: a host such as `callfunnel.ai` or `calls.example.com:8443`, reached by HTTPS, or its origin with
    ///     `https://`. `http://` is only for this machine.
    ///   - tenant: the account; escaped as a query needs it.
    /// - Throws: `invalidConfiguration` for a host that is none, has a path, or is plain HTTP elsewhere;
    ///   `invalidArgument` for an empty tenant id. Nothing is requested.
    public func url(host: String = "callfunnel.ai", tenant: Tenant.ID) throws(CallFunnelError) -> URL {
        guard !tenant.rawValue.isEmpty else { throw CallFunnelError(.invalidArgument, "the tenant id is empty") }
        let origin = try Self.origin(host)
        let text = "\(origin)\(path)?\(Self.tenantParameter)=\(PercentEncoding.encode(tenant.rawValue.utf8))"
        guard let url = URL(string: text) else {
            throw CallFunnelError(.invalidConfiguration, "the host cannot be extended by a path")
        }
        return url
    }

    /// The query parameter that says whose call or payment it is.
    public static let tenantParameter = "tenant_id"

    private static func origin(_ host: String) throws(CallFunnelError) -> String {
        func refused(_ why: String) -> CallFunnelError {
            CallFunnelError(
                .invalidConfiguration, "the host of providers' webhooks \(why); it looks like callfunnel.ai")
        }
        // `URLComponents` would escape them, and the provider would sign another URL than was meant.
        guard host.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else {
            throw refused("has a space, a backslash or a character outside ASCII in it")
        }
        let text = host.contains("://") ? host : "https://" + host
        guard let parts = URLComponents(string: text), let scheme = parts.scheme, let name = parts.host, !name.isEmpty
        else { throw refused("is none") }
        guard parts.user == nil, parts.password == nil else { throw refused("has a user name in it") }
        guard parts.path.isEmpty || parts.path == "/", parts.query == nil, parts.fragment == nil else {
            throw refused("has a path or a query: these paths hang under the host, not under the base URL")
        }
        guard scheme == "https" || (scheme == "http" && Loopback.contains(host: name)) else {
            throw refused("must be reached by https:// (http:// only for this machine)")
        }
        return parts.path.isEmpty ? text : String(text.dropLast())
    }
}
