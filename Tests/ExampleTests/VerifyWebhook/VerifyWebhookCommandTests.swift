// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation
import Testing

/// `verify-webhook` as a process.
@Suite(.aside) struct VerifyWebhookCommandTests {
    private static let secret = "cfsec_0123456789abcdef"

    private func run(_ words: [String]) async throws -> Executable.Finished {
        try await Gate.short.pass { try await Executable.verifyWebhook.run(words) }
    }

    @Test(arguments: [
        ([], "--header is missing"),
        (["--header", "t=1"], "--secret is missing"),
        (["--secret", secret], "--header is missing"),
        (["--header", "t=1", "--secret"], "--secret needs a value"),
        (["--header", "t=1", "--secret", ""], "--secret: the webhook secret is empty"),
        (["--header", "t=1", "--secret", "\n"], "--secret: the webhook secret is empty"),
        (["--header", "t=1", "--header", "t=1", "--secret", secret], "--header is given twice"),
        (["--header", "t=1", "--secret", "one", secret], "word 5 is neither an option nor"),
        (["--header", "t=1", "--\(secret)"], "word 3 is an unknown option\n"),
        (["--header", "t=1", "--help=\(secret)"], "--help takes no value\n"),
        (["--header", "t=1", "--secret", secret, "--now", "-1"], "--now takes whole seconds"),
        (["--header", "t=1", "--secret", secret, "--now", secret], "--now takes whole seconds"),
        (
            ["--header", "t=1", "--secret", secret, "--tolerance", "0"],
            "--tolerance takes whole seconds, more than zero"
        ),
        (["--header", "t=1", "--secret", secret, "--tolerance", "-5"], "--tolerance takes "),
        (
            ["--header", "t=1", "--secret", secret, "--body-file", "/nonexistent/\(secret)"],
            "--body-file cannot be read"
        ),
        (["--header", "t=1", "--secret", secret, "--body-file", "/"], "cannot be read"),
    ])
    func `what cannot be understood is named, but never shown`(words: [String], complaint: String) async throws {
        let refused = try await run(words)
        #expect(refused.exit == .code(64))
        #expect(refused.output.isEmpty)
        #expect(refused.errors.hasPrefix("verify-webhook: "))
        #expect(refused.errors.contains(complaint), "\(refused.errors)")
        #expect(refused.errors.contains("\nusage: verify-webhook --header H --secret S…"))
        #expect(!refused.errors.contains("cfsec_"))
    }

    @Test func `a request is accepted or refused, and the first line says so`() async throws {
        try await withTemporaryFolder { folder in
            let body = Array(#"{"id":"evt_1","type":"call.completed"}"#.utf8)
            let file = folder.appending(path: "body.json")
            try Data(body).write(to: file)
            let time = Timestamp(microsecondsSinceEpoch: 1_800_000_000_000_000)
            let header = WebhookSignature.sign(body, secrets: [try WebhookSecret(Self.secret)], at: time)
            let words = ["--header", header, "--body-file", file.path, "--now"]

            let accepted = try await run(words + ["1800000300", "--secret", "old", "--secret", Self.secret])
            #expect(accepted.exit == .code(0))
            #expect(
                accepted.output
                    == "accepted\nsigned at 2027-01-15T08:00:00Z, 300 s before now\nsecret 2 of 2 matches\n")
            #expect(accepted.errors.isEmpty)

            let late = try await run(words + ["1800000030", "--secret", Self.secret, "--tolerance", "29"])
            #expect(late.exit == .code(1))
            #expect(late.output.hasPrefix("too-old\n"))

            let quoted = try await run(words + ["1800000300", "--secret", "'\(Self.secret)'"])
            #expect(quoted.exit == .code(1))
            #expect(quoted.output == "no-match\nthe secret has quotes around it; without that it matches\n")
            for said in [accepted, late, quoted] {
                #expect(!(said.output + said.errors).contains(Self.secret))
                #expect(!(said.output + said.errors).contains(String(header.suffix(16))))
            }
        }
    }

    @Test func `without a file the body is standard input, here an empty one`() async throws {
        let time = Timestamp(microsecondsSinceEpoch: 1_800_000_000_000_000)
        let header = WebhookSignature.sign([], secrets: [try WebhookSecret(Self.secret)], at: time)
        let accepted = try await run(["--header=\(header)", "--secret=\(Self.secret)", "--now=1800000000"])
        #expect(accepted.output == "accepted\nsigned at 2027-01-15T08:00:00Z, which is now\n")
        let now = try await run(["--header=\(header)", "--secret=\(Self.secret)"])
        #expect(now.exit == .code(1))
        #expect(now.output.hasPrefix("too-"))
    }

    @Test func `help is printed where it was asked for`() async throws {
        let help = try await run(["--help"])
        #expect(help.exit == .code(0))
        #expect(help.output.hasPrefix("usage: verify-webhook"))
    }
}
