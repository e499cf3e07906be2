// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A command of this package, as it was built beside the tests.
enum Executable: String {
    case watchEvents = "watch-events"
    case simulator = "callfunnel-simulator"
    case simulate
    case receiveWebhooks = "receive-webhooks"
    case verifyWebhook = "verify-webhook"
    case pollToPush = "poll-to-push"
    case benchmark

    /// What one said and how it ended.
    struct Finished: Sendable {
        let exit: RunningProcess.Exit
        let output: String
        let errors: String
    }

    struct NotBuilt: Error, CustomStringConvertible {
        let description: String
    }

    /// Beside the test bundle: that is an executable of its own, or a folder that some runner has loaded.
    var file: URL {
        get throws {
            let bundles =
                CommandLine.arguments.map { URL(filePath: $0) } + Bundle.allBundles.map(\.bundleURL)
                + [Bundle.main.bundleURL, Bundle.main.executableURL].compactMap { $0 }
            for bundle in bundles {
                var folder = bundle.standardizedFileURL
                for _ in 1...5 {
                    folder = folder.deletingLastPathComponent()
                    let file = folder.appending(path: rawValue)
                    if FileManager.default.isExecutableFile(atPath: file.path), !file.hasDirectoryPath { return file }
                }
            }
            throw NotBuilt(description: "\(rawValue) is not beside \(bundles.map(\.path))")
        }
    }

    func running<Result: Sendable>(
        _ arguments: [String], key: String? = nil, limit: Duration = .seconds(240), chunks: Int = .max,
        _ body: (RunningProcess) async throws -> Result
    ) async throws -> Result {
        let environment = key.map { ["CALLFUNNEL_API_KEY": $0] } ?? [:]
        return try await RunningProcess.run(
            file, arguments, environment: environment, limit: limit, chunks: chunks, body)
    }

    /// Runs it to its own end.
    func run(_ arguments: [String], key: String? = nil) async throws -> Finished {
        try await running(arguments, key: key) { process in
            let exit = await process.wholeExit
            return Finished(exit: exit, output: process.output.text, errors: process.errors.text)
        }
    }
}
