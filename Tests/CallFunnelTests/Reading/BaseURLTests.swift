// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import CallFunnel

@Suite struct BaseURLTests {
    @Test(arguments: [
        ("https://callfunnel.ai/api", "https://callfunnel.ai/api/billing/balance"),
        ("https://callfunnel.ai/api/", "https://callfunnel.ai/api/billing/balance"),
        ("https://callfunnel.ai/api///", "https://callfunnel.ai/api/billing/balance"),
        ("https://callfunnel.ai", "https://callfunnel.ai/billing/balance"),
        ("https://callfunnel.ai/", "https://callfunnel.ai/billing/balance"),
        (
            "https://tenant.example.com:8443/crm/funnel/api",
            "https://tenant.example.com:8443/crm/funnel/api/billing/balance"
        ),
        ("HTTPS://callfunnel.ai/api", "HTTPS://callfunnel.ai/api/billing/balance"),
        (" https://callfunnel.ai/api\r\n", "https://callfunnel.ai/api/billing/balance"),
        ("\thttps://callfunnel.ai/api/\n", "https://callfunnel.ai/api/billing/balance"),
        ("http://localhost:8080/api", "http://localhost:8080/api/billing/balance"),
        ("http://LocalHost/api", "http://LocalHost/api/billing/balance"),
        ("http://127.0.0.1:9/", "http://127.0.0.1:9/billing/balance"),
        ("http://127.9.8.7", "http://127.9.8.7/billing/balance"),
        ("http://[::1]:8080/api", "http://[::1]:8080/api/billing/balance"),
    ])
    func `paths hang under the base URL with one slash between`(base: String, url: String) throws {
        #expect(try BaseURL(base).url(of: .balance).absoluteString == url)
    }

    @Test(arguments: [
        "", " ", "/", "api", "callfunnel.ai/api", "//callfunnel.ai/api", "https:", "https://", "https:///api",
        "https:callfunnel.ai", "ftp://callfunnel.ai/api", "file:///etc", "javascript:1", "ws://localhost/",
        "http://callfunnel.ai/api", "http://192.168.0.1/", "http://10.0.0.1", "http://0.0.0.0/", "http://[::2]/",
        // What looks like this machine and is not, or not everywhere.
        "http://127.0.0.1.evil.com/", "http://localhost.evil.com/", "http://evil.com/localhost", "http://127.1/",
        "http://0x7f.1/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://2130706433/", "http://127.0.0.256/",
        "http://127.0.0.1%2eevil.com/", "http://127.0.0.1%00.evil.com/", "http://localhost%2f.evil.com/",
        "http://127.0.0.1\\@evil.com/", "http://127.0.0.1\\.evil.com/", "http://localhost./", "http://127.0.0.+1/",
        "http://[::1]evil.com/", "http://[::ffff:10.0.0.1]/", "http://127.0.0.1:80@evil.com/",
        "https://callfunnel.ai/api?x=1", "https://callfunnel.ai/api?", "https://callfunnel.ai/api#top",
        "https://callfunnel.ai/api#", "https://me@callfunnel.ai/api", "https://me:secret@callfunnel.ai/api",
        "https://@callfunnel.ai/api", "https://:@callfunnel.ai/api",
        "https://call funnel.ai/api", "https://callfunnel.ai/a pi", "https://callfunnel.ai/a\tpi",
        "https://callfunnel.ai/api\r\nHost: evil.com", "https://callfunnel.ai/a\\pi", "https://callfunnel.ai/\u{7F}",
        "https://callfunnel.ai:port/api",
    ])
    func `what could send the key elsewhere is refused`(base: String) throws {
        let error = try #require(failure(of: { try BaseURL(base) }))
        #expect(error.code == .invalidConfiguration)
        #expect(!error.isRetryable)
        #expect(error.message.contains("https://callfunnel.ai/api"), "the message shows what a base URL looks like")
        #expect(!error.message.contains("secret"))
    }

    @Test func `a client with a base URL that cannot be used is never made`() throws {
        let world = World()
        let transport = world.script(Answer.balance())
        let error = failure {
            try CallFunnelClient(apiKey: World.key, baseURL: "http://callfunnel.ai/api", transport: transport)
        }
        #expect(error?.code == .invalidConfiguration)
        #expect(transport.requests.isEmpty)
    }
}
