// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation
import Testing

@Suite struct ProviderEndpointTests {
    @Test(arguments: [
        (ProviderEndpoint.twilioIncoming, "https://callfunnel.ai/voice/twilio/incoming?tenant_id=38"),
        (.twilioStatus, "https://callfunnel.ai/api/twilio/status?tenant_id=38"),
        (.exotelIncoming, "https://callfunnel.ai/voice/exotel/incoming?tenant_id=38"),
        (.exotelStatus, "https://callfunnel.ai/api/exotel/status?tenant_id=38"),
        (.processor, "https://callfunnel.ai/api/billing/webhook?tenant_id=38"),
    ])
    func `each has its address`(endpoint: ProviderEndpoint, url: String) throws {
        #expect(try endpoint.url(tenant: Tenant.ID(38)).absoluteString == url)
        #expect(!endpoint.configuredAs.isEmpty)
    }

    @Test func `what the vendor documents is told from what is assumed`() {
        #expect(ProviderEndpoint.all.count == 5)
        #expect(ProviderEndpoint.all.filter(\.isDocumented) == [.twilioIncoming, .twilioStatus, .exotelIncoming])
    }

    @Test(arguments: [
        ("calls.example.com", "https://calls.example.com"),
        ("calls.example.com:8443", "https://calls.example.com:8443"),
        ("https://calls.example.com", "https://calls.example.com"),
        ("https://calls.example.com/", "https://calls.example.com"),
        ("http://127.0.0.1:8787", "http://127.0.0.1:8787"), ("[::1]:8443", "https://[::1]:8443"),
    ])
    func `a host of one's own`(host: String, origin: String) throws {
        let url = try ProviderEndpoint.twilioStatus.url(host: host, tenant: "38")
        #expect(url.absoluteString == origin + "/api/twilio/status?tenant_id=38")
    }

    @Test(arguments: [
        ("", "is none"), ("https://", "is none"), ("calls example.com", "has a space"),
        ("calls.example.com\n", "has a"),
        ("https://callfunnel.ai/api", "not under the base URL"), ("callfunnel.ai?x=1", "has a path or a query"),
        ("callfunnel.ai#x", "has a path or a query"), ("user:secret@callfunnel.ai", "has a user name"),
        ("http://callfunnel.ai", "must be reached by https"), ("ftp://callfunnel.ai", "must be reached by https"),
        ("http://127.0.0.1.example.com", "must be reached by https"),
    ])
    func `what is no host is refused, and not repeated`(host: String, why: String) {
        let error = #expect(throws: CallFunnelError.self) {
            try ProviderEndpoint.processor.url(host: host, tenant: "38")
        }
        #expect(error?.code == .invalidConfiguration && error?.message.contains(why) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("secret") == false)
    }

    @Test(arguments: [
        ("a b", "a%20b"), ("a+b", "a%2Bb"), ("a&tenant_id=1", "a%26tenant_id%3D1"), ("é", "%C3%A9"), ("#", "%23"),
    ])
    func `a tenant is escaped, so that it stays one parameter`(tenant: String, escaped: String) throws {
        let url = try ProviderEndpoint.exotelIncoming.url(tenant: Tenant.ID(tenant))
        #expect(url.absoluteString.hasSuffix("?tenant_id=\(escaped)"))
        #expect(FormParameters(queryOf: url.absoluteString).values(of: "tenant_id") == [tenant])
    }

    @Test func `an empty tenant is refused`() {
        let error = #expect(throws: CallFunnelError.self) { try ProviderEndpoint.twilioStatus.url(tenant: "") }
        #expect(error?.code == .invalidArgument)
    }
}
