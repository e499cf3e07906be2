// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A process under way. It is killed when its time is over, and always reaped.
final class RunningProcess: Sendable {
    /// How it ended.
    enum Exit: Sendable, Hashable {
        case code(Int32)
        case signal(Int32)
    }

    let output: Output
    let errors: Output
    private let process: Process
    private let ended = Promise<Exit>()

    /// - Parameter chunks: how often its output is read; the rest stays in the pipe.
    private init(_ file: URL, _ arguments: [String], _ environment: [String: String], chunks: Int) throws {
        let (process, output, errors, ended) = (Process(), Pipe(), Pipe(), ended)
        process.executableURL = file
        process.arguments = arguments
        // Nothing of the surroundings that changes what is tested.
        let inherited = ProcessInfo.processInfo.environment.filter { name, _ in
            !name.lowercased().hasSuffix("_proxy") && !name.hasPrefix("CALLFUNNEL_") && name != "NO_COLOR"
        }
        process.environment = inherited.merging(environment) { _, given in given }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        process.terminationHandler = { process in
            let isSignal = process.terminationReason == .uncaughtSignal
            ended.keep(isSignal ? .signal(process.terminationStatus) : .code(process.terminationStatus))
        }
        try process.run()
        self.process = process
        self.output = Output(output, name: "output", chunks: chunks)
        self.errors = Output(errors, name: "errors")
    }

    /// Runs a program for the length of `body`; then it is ended if it has not done so itself.
    ///
    /// - Parameter limit: it is killed, and the test fails, after this time.
    static func run<Result: Sendable>(
        _ file: URL, _ arguments: [String], environment: [String: String] = [:], limit: Duration = .seconds(240),
        chunks: Int = .max, _ body: (RunningProcess) async throws -> Result
    ) async throws -> Result {
        let running = try RunningProcess(file, arguments, environment, chunks: chunks)
        let watchdog = Task {
            try await Task.sleep(for: limit)
            Issue.record("\(file.lastPathComponent) \(arguments) had not ended after \(limit): \(running.errors.text)")
            running.kill()
        }
        defer { watchdog.cancel() }
        do {
            let result = try await body(running)
            running.kill()
            _ = await running.exit
            return result
        } catch {
            running.kill()
            _ = await running.exit
            throw error
        }
    }

    /// How it ended, once it has; all it wrote has been read by then.
    var exit: Exit {
        get async {
            let exit = await ended.value
            await errors.end()
            return exit
        }
    }

    /// The same, with its output read to the end.
    var wholeExit: Exit {
        get async {
            await output.end()
            return await exit
        }
    }

    /// As the system and other processes name it.
    var id: Int32 { process.processIdentifier }

    func send(_ signal: Int32) {
        guard process.isRunning else { return }
        #if canImport(Darwin)
        Darwin.kill(process.processIdentifier, signal)
        #else
        Glibc.kill(process.processIdentifier, signal)
        #endif
    }

    func kill() { send(SIGKILL) }
}
