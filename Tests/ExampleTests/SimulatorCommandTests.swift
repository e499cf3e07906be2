// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

/// `callfunnel-simulator` by itself.
@Suite(.aside) struct SimulatorCommandTests {
    @Test(arguments: [
        (["--port", "65536"], "--port takes a port from 0 to 65535"),
        (["--port", "-1"], "--port takes "),
        (["--port", "http"], "--port takes "),
        (["--port"], "--port needs a value"),
        (["--port", "0", "--port", "0"], "--port is given twice"),
        (["--seed", "one"], "--seed takes a whole number"),
        (["--seed", "-1"], "--seed takes "),
        (["--speed", "0"], "--speed takes a number from 0.01 to 1000"),
        (["--speed", "-2"], "--speed takes "),
        (["--speed", "1e9"], "--speed takes "),
        (["--speed", "fast"], "--speed takes "),
        (["--faults", "sloth"], "--faults takes 'all' or a list of faults"),
        (["--faults", "slow,sloth"], "--faults takes "),
        (["--faults", ""], "--faults takes "),
        (["--workflow", "a"], "word 1 is an unknown option"),
        (["8787"], "word 1 is neither an option"),
        (["--twilio-token", "sec ret"], "--twilio-token: the Twilio auth token has a space"),
        (["--processor-secret", ""], "--processor-secret: the webhook secret is empty"),
        (["--push-to", "nowhere", "--push-secret", "s"], "--push-to takes an address such as"),
        (["--push-to", "http://127.0.0.1:8080/webhooks"], "--push-to and --push-secret need each other"),
        (["--push-secret", "s"], "--push-to and --push-secret need each other"),
    ])
    func `what cannot be understood is named, with the usage`(words: [String], complaint: String) async throws {
        let refused = try await Gate.short.pass { try await Executable.simulator.run(words) }
        #expect(refused.exit == .code(64))
        #expect(refused.output.isEmpty)
        #expect(refused.errors.hasPrefix("callfunnel-simulator: \(complaint)"), "\(refused.errors)")
        #expect(refused.errors.contains("\nusage: callfunnel-simulator [--port 8787]"))
    }

    @Test func `help names every fault`() async throws {
        let help = try await Gate.short.pass { try await Executable.simulator.run(["--help"]) }
        #expect(help.exit == .code(0))
        #expect(help.errors.isEmpty)
        for fault in Fault.allCases { #expect(help.output.contains(fault.rawValue)) }
    }

    @Test func `a port that is taken is said so`() async throws {
        try await withLoopbackServer { _ in
            HTTPResponse(status: 204)
        } _: { server in
            let refused = try await Gate.short.pass {
                try await Executable.simulator.run(["--port", "\(server.port)"])
            }
            #expect(refused.exit == .code(69))
            #expect(refused.output.isEmpty)
            #expect(refused.errors == "callfunnel-simulator: bind to port \(server.port): Address already in use\n")
        }
    }

    @Test func `a port that is named is used`() async throws {
        let port = try LoopbackServer().port
        try await Gate.short.pass {
            try await SimulatorProcess.running(["--port=\(port)"]) { simulator in
                #expect(simulator.baseURL == "http://127.0.0.1:\(port)/api")
            }
        }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal ends it cleanly from its first word on`(signal: Int32) async throws {
        // Often, since it was a matter of luck.
        for _ in 1...6 {
            try await Gate.short.pass {
                try await Executable.simulator.running(["--port", "0"]) { simulator in
                    _ = await simulator.output.wait { !$0.isEmpty }
                    simulator.send(signal)
                    #expect(await simulator.wholeExit == .code(0))
                }
            }
        }
    }

    @Test func `with a token and a secret it says what a provider can call`() async throws {
        let arguments = ["--no-campaign", "--twilio-token", "0123abcd", "--processor-secret", "whsec_1"]
        try await Gate.short.pass {
            try await SimulatorProcess.running(arguments) { simulator in
                let origin = try simulator.origin.absoluteString
                let paths = ["voice/twilio/incoming", "api/twilio/status", "api/billing/webhook"]
                let promised = paths.map { "webhook   \(origin)/\($0)?tenant_id=38" }
                #expect(simulator.process.output.lines.filter { $0.hasPrefix("webhook") } == promised)
                #expect(simulator.workflows.last == "wf_inbound")
                #expect(!simulator.process.output.text.contains("0123abcd"))
                #expect(!simulator.process.output.text.contains("whsec_1"))
                let truth = try await simulator.truth
                #expect(truth.events.isEmpty && !truth.ended)
            }
        }
    }

    @Test func `two on free ports do not meet`() async throws {
        try await Gate.short.pass {
            try await SimulatorProcess.running { one in
                try await SimulatorProcess.running { other in
                    #expect(one.baseURL != other.baseURL)
                    #expect(!one.baseURL.contains(":0/"))
                }
            }
        }
    }

    @Test func `the lines to try can be tried`() async throws {
        try await Gate.short.pass {
            try await SimulatorProcess.running(["--speed", "1000"]) { simulator in
                try await simulator.campaignIsOver()
                let answers = try await simulator.commands.asyncMap { try await answer(to: $0) }
                try #require(answers.count == 3)
                #expect(answers[0].array?.isEmpty == false)
                #expect(answers[0].array?.allSatisfy { $0.object?["workflow_id"]?.string == "wf_recall" } == true)
                #expect(answers[1].object?["turns"]?.array?.isEmpty == false)
                #expect(answers[2].object?["balance_minor"]?.integer.map { $0 > 0 } == true)
            }
        }
    }

    /// By a shell, as somebody who pastes it; without curl the same request is made here.
    private func answer(to command: String) async throws -> JSONValue {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        if folders.contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/curl") }) {
            return try await RunningProcess.run(URL(filePath: "/bin/sh"), ["-c", command]) { shell in
                #expect(await shell.wholeExit == .code(0))
                return try JSONDecoder().decode(JSONValue.self, from: Data(shell.output.text.utf8))
            }
        }
        let parts = try #require(command.wholeMatch(of: /curl -H '(\w+): (.+)' '(.+)'/))
        let url = try #require(URL(string: String(parts.3)))
        let request = HTTPRequest(url: url, headers: [String(parts.1): String(parts.2)])
        return try await JSONDecoder().decode(JSONValue.self, from: Data(URLSessionTransport().send(request).body))
    }
}

extension Array {
    /// One after the other.
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
