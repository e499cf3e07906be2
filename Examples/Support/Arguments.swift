// SPDX-License-Identifier: Apache-2.0

public import CallFunnel

/// A command line that cannot be understood, and the word at fault.
public struct ArgumentError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}

/// Reads a command line of `--name value`, `--name=value` and `--flag` words, one at a time.
public struct Arguments {
    private var words: ArraySlice<String>
    private var seen: Set<String> = []
    private var attached: String?
    /// The option whose value is asked for.
    private var option = ""
    private let quotes: Bool

    /// - Parameter quoting: whether complaints repeat the word at fault, which may be a secret.
    public init(_ words: [String], quoting: Bool = true) {
        self.words = words[...]
        quotes = quoting
    }

    /// The next option, such as `--every`; nil at the end.
    public mutating func next() throws -> String? {
        if let attached { throw ArgumentError("\(option) takes no value, but has \(quotes ? "'\(attached)'" : "one")") }
        guard let word = words.popFirst() else { return nil }
        guard word.hasPrefix("--") else { throw ArgumentError("unexpected word\(quoted(word))") }
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        option = String(parts[0])
        attached = parts.count == 2 ? String(parts[1]) : nil
        return option
    }

    /// The value of the option just read.
    public mutating func value() throws -> String {
        if let attached {
            self.attached = nil
            return attached
        }
        guard let word = words.first, !word.hasPrefix("--") else { throw ArgumentError("\(option) needs a value") }
        words.removeFirst()
        return word
    }

    /// The value of an option that may be given once.
    public mutating func only() throws -> String {
        guard seen.insert(option).inserted else { throw ArgumentError("\(option) is given twice") }
        return try value()
    }

    /// That value, read by `read`, which answers nil for one it cannot use.
    public mutating func only<Value>(_ expected: String, _ read: (String) -> Value?) throws -> Value {
        let text = try only()
        guard let value = read(text) else { throw ArgumentError("\(option)\(quoted(text)) is not \(expected)") }
        return value
    }

    /// The same for a value that must not be repeated in the complaint; `read` throws one.
    public mutating func only<Value>(secret read: (String) throws(CallFunnelError) -> Value) throws -> Value {
        let text = try only()
        do throws(CallFunnelError) {
            return try read(text)
        } catch {
            throw ArgumentError("\(option): \(error.message)")
        }
    }

    /// The same for an option that may be repeated.
    public mutating func value<Value>(_ expected: String, _ read: (String) -> Value?) throws -> Value {
        let text = try value()
        guard let value = read(text) else { throw ArgumentError("\(option)\(quoted(text)) is not \(expected)") }
        return value
    }

    public func unknown() -> ArgumentError {
        ArgumentError("unknown option\(quoted(option))")
    }

    private func quoted(_ word: String) -> String { quotes ? " '\(word)'" : "" }
}
