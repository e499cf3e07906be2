// SPDX-License-Identifier: Apache-2.0

/// Brings pushes in: an HTTP server, or whatever stands in for one.
///
/// Returning from the closure is answering, so no request can be dropped or answered twice. Any framework's route is one
/// in a line, and a server that runs until it is cancelled is one whole:
/// ```swift
/// import CallFunnel
///
/// struct OneRequest: WebhookTransport {
///     let request: HTTPRequest
///
///     func serve(_ answer: @escaping @Sendable (HTTPRequest) async -> HTTPResponse) async throws {
///         print(await answer(request))
///     }
/// }
/// ```
///
/// ## What an implementation owes its caller
/// - The body byte for byte as it came: no decoding of text, no parsing.
/// - Every header line, also of a name that comes twice.
/// - Requests are answered at the same time, not one after the other.
/// - A body over ``WebhookReceiver/Configuration/bodyLimit`` is refused before the rest of it is read.
/// - What `answer` returns is sent even when the client is slow to read it.
public protocol WebhookTransport: Sendable {
    /// Answers requests until the task is cancelled or nothing more can come.
    func serve(_ answer: @escaping @Sendable (HTTPRequest) async -> HTTPResponse) async throws
}
