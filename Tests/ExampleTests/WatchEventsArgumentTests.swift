// SPDX-License-Identifier: Apache-2.0

import Testing

/// What `watch-events` makes of its command line.
@Suite(.aside) struct WatchEventsArgumentTests {
    @Test(arguments: [
        (["--colour"], "word 1 is an unknown option"),
        (["--colour=always"], "word 1 is an unknown option"),
        (["-v"], "word 1 is neither an option"),
        (["please"], "word 1 is neither an option"),
        (["--approvals", "--every", "30s", "please"], "word 4 is neither an option nor a value of one"),
        (["--approvals=yes"], "--approvals takes no value"),
        (["--every"], "--every needs a value"),
        (["--every", "--approvals"], "--every needs a value"),
        (["--every", "0s"], "--every takes a duration such as 30s"),
        (["--every", "30"], "--every takes "),
        (["--every", "abc"], "--every takes "),
        (["--every", "-1s"], "--every takes "),
        (["--every=", "30s"], "--every takes "),
        (["--every", "30s", "--every", "60s"], "--every is given twice"),
        (["--for", "soon"], "--for takes a duration"),
        (["--format", "xml"], "--format takes text or json"),
        (["--format", "JSON"], "--format takes text or json"),
        (["--phone", "030123456"], "--phone takes an E.164 number"),
        (["--phone", "+12025550143", "--phone", "+1-202"], "--phone takes "),
        (["--workflow", "a/b"], "--workflow takes a workflow's id"),
        (["--workflow", ".."], "--workflow takes "),
        (["--workflow", "a?b"], "--workflow takes "),
        (["--workflow", ""], "--workflow takes "),
        (["--wallet-below", "-5"], "--wallet-below takes an amount in minor units"),
        (["--wallet-below", "2.50"], "--wallet-below takes "),
        (["--wallet-below", "99999999999999999999"], "--wallet-below takes "),
        (["--start", "yesterday"], "--start takes now, everything or an ISO 8601 instant"),
        (["--start", "2026-13-01T00:00:00Z"], "--start takes "),
        (["--ledger="], "--ledger takes a file"),
        (["--base-url", "nowhere"], "--base-url: the base URL is not an absolute URL"),
        (
            ["--base-url", "http://callfunnel.example/api"],
            "--base-url: the base URL must"
        ),
        (["--base-url", "ftp://127.0.0.1"], "--base-url: the base URL must begin with https://"),
        (["--base-url", "https://callfunnel.example/?a=1"], "has a query or a fragment"),
    ])
    func `what cannot be understood is named, with the usage`(words: [String], complaint: String) async throws {
        let refused = try await Gate.short.pass { try await Executable.watchEvents.run(words, key: "cf_live_unused") }
        #expect(refused.exit == .code(64))
        #expect(refused.output.isEmpty)
        let lines = refused.errors.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first?.hasPrefix("watch-events: ") == true, "\(refused.errors)")
        #expect(lines.first?.contains(complaint) == true, "\(refused.errors)")
        #expect(lines.contains { $0.hasPrefix("usage: watch-events [--base-url URL]") })
        // It may be a key or a phone number in the wrong place.
        let values = words.flatMap { $0.split(separator: "=") }.filter { !$0.hasPrefix("--") && $0.count > 5 }
        for value in values { #expect(lines.first?.contains(value) == false, "\(refused.errors)") }
    }

    @Test func `a password in the address is not repeated`() async throws {
        let refused = try await Gate.short.pass {
            try await Executable.watchEvents.run(
                ["--base-url", "https://me:secret@callfunnel.example"], key: "cf_live_a")
        }
        #expect(refused.exit == .code(64))
        #expect(refused.errors.hasPrefix("watch-events: --base-url: the base URL has a user name in it"))
        #expect(!refused.errors.contains("secret"))
    }

    @Test(arguments: [nil, "", "cf_live one"])
    func `a key that is missing or no key is an argument at fault`(key: String?) async throws {
        let refused = try await Gate.short.pass {
            try await Executable.watchEvents.run(["--base-url", "http://127.0.0.1:1/api"], key: key)
        }
        #expect(refused.exit == .code(64))
        #expect(refused.output.isEmpty)
        let first = try #require(refused.errors.split(separator: "\n").first)
        #expect(first.contains("API key"))
        #expect(first.contains("CALLFUNNEL_API_KEY") == (key == nil))
        #expect(!first.contains("cf_live one"))
        #expect(refused.errors.contains("\nusage: "))
    }

    @Test func `help is printed where it was asked for`() async throws {
        let help = try await Gate.short.pass { try await Executable.watchEvents.run(["--help"]) }
        #expect(help.exit == .code(0))
        #expect(help.errors.isEmpty)
        for option in [
            "--base-url", "--workflow", "--phone", "--approvals", "--wallet-below", "--every", "--for", "--start",
            "--ledger", "--format", "--verbose",
        ] {
            #expect(help.output.contains("[\(option)"))
        }
    }

    @Test(arguments: [["--every=0.2s", "--for=0.1s"], ["--every", "0.2s", "--for", "0.1s"]])
    func `polling faster than the service asks for is remarked upon`(words: [String]) async throws {
        let watched = try await Gate.short.pass { try await Executable.watchEvents.run(words + ["--format=json"]) }
        #expect(watched.exit == .code(0))
        #expect(watched.errors.contains("watch-events: the service asks for 30 s to 5 min between polls"))
        #expect(watched.errors.contains("watching a simulated campaign, 7 sources every 0.2 s"))
    }

    @Test(arguments: ["30s", "5m"])
    func `polling as the service asks for is not`(every: String) async throws {
        let watched = try await Gate.short.pass {
            try await Executable.watchEvents.run(["--every", every, "--for", "0.1s"])
        }
        #expect(watched.exit == .code(0))
        #expect(!watched.errors.contains("the service asks for"))
    }
}
