// SPDX-License-Identifier: Apache-2.0

/// Something in a response that could not be read. Everything around it was used all the same (C5).
public struct DecodingIssue: Error, Hashable, Sendable {
    /// Where it is, such as `runs[3].started_at`.
    public let path: String
    /// What was expected and what kind of value was found; never the value itself.
    public let reason: String

    init(_ path: String, _ reason: String) {
        self.path = path
        self.reason = reason
    }

    init(_ path: String, expected: String, found value: JSONValue?) {
        self.init(path, "expected \(expected), found \(value?.kind ?? "nothing")")
    }
}

extension DecodingIssue: CustomStringConvertible {
    public var description: String { "\(path): \(reason)" }
}
