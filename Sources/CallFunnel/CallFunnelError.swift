// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// What went wrong, what it means for you, and whether trying again can help.
///
/// One type for the whole SDK, so that one `catch` sees everything. Its texts never hold an API key, a secret, a phone
/// number or a message: what the service says is scrubbed of them first.
public struct CallFunnelError: Error, Sendable {
    public let code: Code
    /// One sentence for the person who reads the log.
    public let message: String
    /// What the service itself said (C3), scrubbed, where it said anything; `message` repeats it.
    public let detail: String?
    /// The HTTP status, where the service answered.
    public let status: Int?
    /// The service's `X-Request-ID`, for its support, where it sent one.
    public let requestID: String?
    /// How long the service asked us to wait (C4), where it did. Waits inside a call already honour it.
    public let retryAfter: Duration?
    /// The error underneath, where there is one.
    public let cause: (any Error)?

    public init(
        _ code: Code, _ message: String, detail: String? = nil, status: Int? = nil, requestID: String? = nil,
        retryAfter: Duration? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message + (detail.map { ": \($0)" } ?? "")
        self.detail = detail
        self.status = status
        self.requestID = requestID
        self.retryAfter = retryAfter
        self.cause = cause
    }

    /// Whether the same call can succeed later without anybody changing anything.
    public var isRetryable: Bool { Code.retryable.contains(code) }
}

extension CallFunnelError: CustomStringConvertible, CustomReflectable {
    public var description: String {
        let facts = [status.map { "HTTP \($0)" }, requestID.map { "request \($0)" }].compactMap { $0 }
        return "\(code.name): \(message)" + (facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))")
    }

    /// Shows the cause's type only: what a transport threw may hold the URL, and with it a phone number.
    public var customMirror: Mirror {
        let cause = cause.map { "\(type(of: $0))" }
        return Mirror(
            self, children: ["description": description, "retryAfter": retryAfter as Any, "cause": cause as Any])
    }
}

extension CallFunnelError: LocalizedError {
    /// What `localizedDescription` shows, which most logs do: the same as ``description``.
    public var errorDescription: String? { description }
}
