// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import CallFunnelSimulator
import Foundation

/// What a program was asked to do, read from its command line.
public protocol CommandLineOptions: Sendable {
    static var usage: String { get }
    var wantsHelp: Bool { get }

    /// - Throws: `ArgumentError`.
    init(_ words: [String]) throws
}

/// A program from its command line to its exit code.
public enum Program {
    /// Does what the command line says, or prints the usage, and ends the process. An error is told on standard error; the
    /// usage follows where the command line is at fault.
    public static func run<Options: CommandLineOptions>(
        _ name: String, _ body: @Sendable (Options) async throws -> ExitCode
    ) async -> Never {
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            if options.wantsHelp {
                Console.line(Options.usage)
                exit(ExitCode.done.rawValue)
            }
            exit(try await body(options).rawValue)
        } catch {
            let code = ExitCode(error)
            // Of what concerns the command line the advice is in the usage.
            let isArgument = code == .badArguments
            let text = isArgument ? (error as? CallFunnelError)?.message ?? "\(error)" : "\(error)"
            Console.remark("\(name): \(text)" + (isArgument ? "\n\n\(Options.usage)" : ""))
            exit(code.rawValue)
        }
    }
}

extension ExitCode {
    /// For a program that an error ended.
    public init(_ error: any Error) {
        switch error {
        case let error as CallFunnelError where error.code.concernsLedger || error.code == .deadLettersFailed:
            self = .ledgerUnusable
        case is LoopbackError: self = .unreachable
        case is CallFunnelError, is ArgumentError: self = .badArguments
        default: self = .internalError
        }
    }
}
