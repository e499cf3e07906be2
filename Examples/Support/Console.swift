// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Standard output and error, written at once and safely from any task.
public enum Console {
    /// Whether lines on standard output may be coloured: it is a terminal, and `NO_COLOR` is not set.
    public static let hasColour = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    /// Whether a status line can be rewritten on standard error.
    public static let hasStatusLine = isatty(STDERR_FILENO) == 1

    /// Writes a line to standard output and flushes it. Where that is not possible, the process ends: nobody reads on.
    public static func line(_ text: String) {
        if hasStatusLine { write("\r\u{1B}[2K", to: .standardError) }
        line([UInt8](text.utf8))
    }

    /// The same for bytes.
    public static func line(_ bytes: [UInt8]) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(bytes + [UInt8(ascii: "\n")]))
        } catch {
            remark("standard output cannot be written")
            exit(ExitCode.outputFailed.rawValue)
        }
    }

    /// Writes a line to standard error.
    public static func remark(_ text: String) {
        write((hasStatusLine ? "\r\u{1B}[2K" : "") + text + "\n", to: .standardError)
    }

    /// Rewrites the status line, where standard error is a terminal.
    public static func status(_ text: String) {
        if hasStatusLine { write("\r\u{1B}[2K\u{1B}[2m\(text)\u{1B}[0m", to: .standardError) }
    }

    private static func write(_ text: String, to handle: FileHandle) {
        // A reader that went away is no reason to crash.
        try? handle.write(contentsOf: Data(text.utf8))
    }
}
