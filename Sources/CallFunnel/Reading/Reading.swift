// SPDX-License-Identifier: Apache-2.0

/// What one read brought: the value, and beside it what could not be decoded.
public struct Reading<Value: Sendable>: Sendable {
    public let value: Value
    /// Elements and fields that could not be read; the rest is in `value` (C5).
    public let issues: [DecodingIssue]
    /// The service's time when it answered, where it sent a `Date` header; whole seconds.
    public let serverTime: Timestamp?

    init(_ value: Value, issues: [DecodingIssue], serverTime: Timestamp?) {
        self.value = value
        self.issues = issues
        self.serverTime = serverTime
    }
}
