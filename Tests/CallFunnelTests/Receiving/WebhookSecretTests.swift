// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct WebhookSecretTests {
    @Test(arguments: [
        ("cfsec_1", "cfsec_1", false),
        ("cfsec_1\n", "cfsec_1", true),
        ("cfsec_1\r\n", "cfsec_1", true),
        ("cfsec_1\n\n", "cfsec_1", true),
        ("cfsec_1 ", "cfsec_1 ", false),
        (" cfsec_1", " cfsec_1", false),
        ("\ncfsec_1", "\ncfsec_1", false),
        ("cfsec_1\t\n", "cfsec_1\t", true),
        ("\"cfsec_1\"", "\"cfsec_1\"", false),
    ])
    func `a line break at the end is dropped, and said to have been`(text: String, key: String, wasTrimmed: Bool) throws
    {
        let secret = try WebhookSecret(text)
        #expect(secret.bytes == Array(key.utf8))
        #expect(secret.wasTrimmed == wasTrimmed)
    }

    @Test(arguments: ["", "\n", "\r\n", " ", " \n", "\t", "\u{0}", "\u{0}\u{0}"])
    func `an empty one is refused`(text: String) {
        #expect {
            try WebhookSecret(text)
        } throws: {
            ($0 as? CallFunnelError)?.code == .invalidConfiguration
        }
    }

    @Test func `it is its bytes that count`() throws {
        #expect(try WebhookSecret("one\n") == WebhookSecret("one"))
        #expect(try WebhookSecret("one").hashValue == WebhookSecret("one\n").hashValue)
        #expect(try WebhookSecret("one") != WebhookSecret("One"))
        #expect(try WebhookSecret("cl\u{E9}") != WebhookSecret("cle\u{301}"))
    }

    @Test func `it never shows itself`() throws {
        let secret = try WebhookSecret("cfsec_hidden")
        var text = "\(secret) \(String(reflecting: secret)) \([secret: [secret]])"
        dump([secret], to: &text)
        #expect(!text.contains("cfsec"))
    }
}
