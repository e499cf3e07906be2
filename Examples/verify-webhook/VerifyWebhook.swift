// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import ExampleSupport
import Foundation

/// Tells whether a request is the service's, and why a signature does not match.
@main
enum VerifyWebhook {
    /// More than any receiver takes.
    private static let longestBody = 16 << 20

    static func main() async {
        await Program.run("verify-webhook") { (options: Options) in
            let diagnosis = try Diagnosis(
                header: options.header, secrets: options.secrets, body: body(options), now: options.now,
                tolerance: options.tolerance)
            Console.line(([diagnosis.verdict.rawValue] + diagnosis.findings).joined(separator: "\n"))
            return diagnosis.verdict == .accepted ? .done : .refused
        }
    }

    private static func body(_ options: Options) throws -> [UInt8] {
        let handle: FileHandle
        if let file = options.bodyFile {
            guard let opened = FileHandle(forReadingAtPath: file) else {
                throw ArgumentError("--body-file cannot be read")
            }
            handle = opened
        } else {
            handle = .standardInput
        }
        var body: [UInt8] = []
        do {
            while let piece = try handle.read(upToCount: 1 << 16), !piece.isEmpty {
                body += piece
                guard body.count <= longestBody else { throw ArgumentError("the body is over 16 MiB") }
            }
        } catch let error as ArgumentError {
            throw error
        } catch {
            throw ArgumentError("the body cannot be read")
        }
        return body
    }
}
