// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation
import Testing

/// `callfunnel-simulator` under way, and what it says about itself.
struct SimulatorProcess: Sendable {
    let process: RunningProcess
    let key: String
    let baseURL: String
    let workflows: [String]
    let phones: [String]
    /// To try, as it prints them.
    let commands: [String]

    /// Serves on a free port for the length of `body`.
    static func running<Result: Sendable>(
        _ arguments: [String] = [], _ body: (SimulatorProcess) async throws -> Result
    ) async throws -> Result {
        let port = arguments.contains { $0.hasPrefix("--port") } ? [] : ["--port", "0"]
        return try await Executable.simulator.running(port + arguments) { process in
            let isIntroduced = await process.output.wait { lines in
                lines.count { $0.hasPrefix("curl ") } == 3
            }
            try #require(isIntroduced, "\(process.errors.text)")
            return try await body(SimulatorProcess(process))
        }
    }

    private init(_ process: RunningProcess) throws {
        let lines = process.output.lines
        func words(_ label: String) throws -> [String] {
            let line = try #require(lines.first { $0.hasPrefix(label) })
            return line.dropFirst(label.count).split(separator: " ").map { String($0) }
        }
        self.process = process
        key = try #require(words("key").first)
        baseURL = try #require(words("base URL").first)
        workflows = try words("workflows")
        phones = try words("phones")
        commands = lines.filter { $0.hasPrefix("curl ") }
    }

    var origin: URL {
        get throws {
            let url = try #require(URL(string: baseURL))
            return try #require(URL(string: "http://127.0.0.1:\(url.port ?? 0)"))
        }
    }

    /// Returns once nothing more happens in the account.
    func campaignIsOver() async throws {
        let isOver = await process.errors.wait { lines in lines.contains { $0.hasPrefix("the campaign is over") } }
        try #require(isOver)
    }

    var truth: PrintedTruth {
        get async throws {
            let url = try origin.appending(path: "_simulator/truth")
            let response = try await URLSessionTransport().send(HTTPRequest(url: url))
            try #require(response.status == 200)
            return try JSONDecoder().decode(PrintedTruth.self, from: Data(response.body))
        }
    }

    /// What names every source of the account on the command line of `watch-events`.
    func everySource(at baseURL: String? = nil) -> [String] {
        ["--base-url", baseURL ?? self.baseURL] + workflows.flatMap { ["--workflow", $0] }
            + phones.flatMap { ["--phone", $0] } + ["--approvals", "--wallet-below", "200"]
    }
}

/// The simulator's truth, as it serves it.
struct PrintedTruth: Decodable, Sendable {
    struct Entry: Decodable, Sendable {
        let key: String
        let type: String
        let resource: String
        let at: String
        let endpoint: String
    }

    let ended: Bool
    let events: [Entry]
}
