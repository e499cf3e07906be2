// SPDX-License-Identifier: Apache-2.0

/// How the examples end, in the numbers of `sysexits.h`.
public enum ExitCode: Int32, Sendable {
    case done = 0
    /// What was asked is answered, and the answer is no.
    case refused = 1
    case badArguments = 64
    case unreachable = 69
    case internalError = 70
    /// Standard output cannot be written, as on a full disk.
    case outputFailed = 74
    case ledgerUnusable = 73
    case keyRefused = 77
}
