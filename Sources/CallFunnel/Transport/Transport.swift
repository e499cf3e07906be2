// SPDX-License-Identifier: Apache-2.0

/// Sends one HTTP request and returns the response, whatever its status.
///
/// ``URLSessionTransport`` is the one most programs use; the simulator is another. Retrying, deadlines, `ETag`s and
/// decoding happen above it, in ``CallFunnelClient``, so a transport stays small. Wrap one in another to log or to
/// limit rates.
///
/// ## Write your own
/// A whole transport for tests:
/// ```swift
/// import CallFunnel
///
/// struct CannedTransport: Transport {
///     let body: String
///
///     func send(_ request: HTTPRequest) async throws -> HTTPResponse {
///         HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: Array(body.utf8))
///     }
/// }
///
/// let client = try CallFunnelClient(apiKey: "cf_live_test", transport: CannedTransport(body: "[]"))
/// ```
///
/// ## What an implementation owes its callers
/// - Every status is a response, not an error. Errors mean that no whole response came.
/// - Never follow a redirect to another origin: the request carries the API key.
/// - Return promptly when the task is cancelled. The client waits for `send` to return, even past its deadline.
/// - Bound the size of what it reads.
public protocol Transport: Sendable {
    /// - Throws: a ``CallFunnelError`` where the transport knows the cause, such as
    ///   ``CallFunnelError/Code-swift.struct/responseTooLarge``. The client reports any other error as
    ///   ``CallFunnelError/Code-swift.struct/unreachable``, which is retried.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
}
