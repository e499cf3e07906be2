// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CallFunnel

@Suite struct APIKeyTests {
    @Test func `an argument comes before the environment`() throws {
        let environment = [APIKey.variable: "cf_live_environment"]
        #expect(try APIKey("cf_live_argument", environment: environment).authorization == "Bearer cf_live_argument")
        #expect(try APIKey(nil, environment: environment).authorization == "Bearer cf_live_environment")
    }

    @Test(arguments: ["cf_live_1\n", "cf_live_1\r\n", "  cf_live_1\t", "\u{2028}cf_live_1\u{A0}"])
    func `white space around a key is dropped`(text: String) throws {
        #expect(try APIKey(text, environment: [:]).authorization == "Bearer cf_live_1")
        #expect(try APIKey(nil, environment: [APIKey.variable: text]).authorization == "Bearer cf_live_1")
    }

    @Test func `a missing key says where to put one`() throws {
        let error = try #require(failure(of: { try APIKey(nil, environment: [:]) }))
        #expect(error.code == .invalidConfiguration)
        #expect(error.message.contains("CALLFUNNEL_API_KEY"))
    }

    @Test(arguments: [
        "", " ", "\r\n", "cf_live secret", "cf_live\r\nX-Evil: secret", "cf_live\nsecret", "cf_live\tsecret",
        "cf_live\u{0}secret", "cf_live_sécret", "cf_live\u{200B}secret", "cf_live\u{A0}secret", "cf_live\u{7F}secret",
    ])
    func `a key that cannot be sent is refused without being shown`(text: String) throws {
        for (argument, environment) in [(text, [:]), (nil, [APIKey.variable: text])] {
            let error = failure { try APIKey(argument, environment: environment) }
            #expect(error?.code == .invalidConfiguration)
            #expect(error.map { "\($0)".contains("cret") } == false)
        }
    }
}
