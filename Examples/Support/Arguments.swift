// SPDX-License-Identifier: Apache-2.0

public import CallFunnel

/// A command line that cannot be understood, and the option at fault.
public struct ArgumentError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}

/// Reads a command line of `--name value`, `--name=value` and `--flag` words, one at a time.
///
/// No complaint repeats a word that was given: it may be a key, a secret or a phone number in the wrong place.
public struct Arguments {
    private var words: ArraySlice<String>
    private var seen: Set<String> = []
    private var attached: String?
    /// The option whose value is asked for.
    private var option = ""

    public init(_ words: [String]) {
        self.words = words[...]
    }

    /// The next option, such as `--every`; nil at the end.
    public mutating func next() throws -> String? {
        if attached != nil { throw ArgumentError("\(option) takes no value") }
        guard let word = words.popFirst() else { return nil }
        guard word.hasPrefix("--") else {
            throw ArgumentError("word \(words.startIndex) is neither an option nor a value of one")
        }
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
        guard let value = read(text) else { throw ArgumentError("\(option) takes \(expected)") }
        return value
    }

    /// The same, where `read` says what is wrong with the value.
    public mutating func only<Value>(_ read: (String) throws(CallFunnelError) -> Value) throws -> Value {
        try explained(only(), read)
    }

    /// The value of an option that may be repeated, read by `read`, which answers nil for one it cannot use.
    public mutating func value<Value>(_ expected: String, _ read: (String) -> Value?) throws -> Value {
        let text = try value()
        guard let value = read(text) else { throw ArgumentError("\(option) takes \(expected)") }
        return value
    }

    /// The same, where `read` says what is wrong with the value.
    public mutating func value<Value>(_ read: (String) throws(CallFunnelError) -> Value) throws -> Value {
        try explained(value(), read)
    }

    private func explained<Value>(
        _ text: String, _ read: (String) throws(CallFunnelError) -> Value
    ) throws -> Value {
        do throws(CallFunnelError) {
            return try read(text)
        } catch {
            throw ArgumentError("\(option): \(error.message)")
        }
    }

    /// What to throw for an option that there is not.
    public func unknown() -> ArgumentError {
        ArgumentError("word \(words.startIndex) is an unknown option")
    }
}
