// SPDX-License-Identifier: Apache-2.0

public import CallFunnel
public import Foundation

/// An HTTP/1.1 server on 127.0.0.1, for tests and for trying things out on your own machine.
///
/// It listens from the moment it is made, so ``baseURL`` can be used at once; requests are answered while
/// ``serve(_:)`` runs. Cancel that task to stop. In a test, ``withLoopbackServer(port:answering:isolation:_:)`` does
/// both:
/// ```swift
/// import CallFunnel
/// import CallFunnelSimulator
///
/// try await withLoopbackServer { _ in HTTPResponse(status: 204) } _: { server in
///     let response = try await URLSessionTransport().send(HTTPRequest(url: server.baseURL))
///     precondition(response.status == 204)
/// }
/// ```
/// It speaks what clients need: kept connections, pipelining, `Content-Length` and chunked requests,
/// `Expect: 100-continue`, `HEAD`. It never speaks TLS and never listens on another address. It is not a server for
/// the public: connections are neither counted nor timed.
///
/// Bounds: a request head of 64 KiB (431), a body of 8 MiB unless set (413). What is no HTTP is answered 400.
public final class LoopbackServer: WebhookTransport {
    /// The port it listens on.
    public let port: UInt16
    /// `http://127.0.0.1:` and the port.
    public let baseURL: URL
    private let origin: String
    private let bodyLimit: Int
    private let activity = Activity()
    private let listener: Handover<Socket>

    /// Takes the port and starts to listen.
    ///
    /// - Parameters:
    ///   - port: 0 takes any free one.
    ///   - bodyLimit: the most bytes of a body; of a larger one no more than this is read before it is answered 413.
    /// - Throws: ``LoopbackError`` when the port is taken or no socket can be had.
    public init(port: UInt16 = 0, bodyLimit: Int = 8 << 20) throws {
        self.bodyLimit = bodyLimit
        let socket = try Socket.listening(port: port)
        self.port = try socket.boundPort()
        origin = "http://127.0.0.1:\(self.port)"
        guard let url = URL(string: origin) else { throw LoopbackError("make a URL", 0) }
        baseURL = url
        listener = Handover(socket)
    }

    /// Answers requests until the task is cancelled; then it closes every connection and the port, and returns.
    ///
    /// `answer` runs once for each request, for different connections at the same time. Stopping cancels the answers
    /// under way and waits for them to return; their responses are not sent any more. A request's URL is absolute, with
    /// this server as its host.
    ///
    /// A response is written as it is, with a `Content-Length` where it has none. If it states another length than its
    /// body has, that is what the client is told, and the connection ends after the body. A response that cannot be
    /// written, because of a line break in a header or a status outside 200...999, becomes a 500.
    ///
    /// - Throws: ``LoopbackError`` when no more connections can be had, or when called for a second time.
    public func serve(_ answer: @escaping @Sendable (HTTPRequest) async -> HTTPResponse) async throws {
        guard let socket = listener.take() else { throw LoopbackError("serve for a second time", 0) }
        try await withThrowingDiscardingTaskGroup { group in
            while let connection = try await Self.next(socket) {
                group.addTask { [origin, bodyLimit, activity] in
                    await LoopbackConnection(
                        socket: connection, origin: origin, bodyLimit: bodyLimit, activity: activity, answer: answer
                    ).run()
                }
            }
        }
    }

    /// Returns when every request that has come in whole has been answered, and the answers are sent. Connections stay
    /// open, and what comes next is answered as well.
    public func settled() async {
        await activity.ends()
    }

    /// The next connection, or nil when the server is to stop.
    private static func next(_ listener: Socket) async throws -> Socket? {
        do {
            return try await listener.accept()
        } catch is CancellationError {
            return nil
        }
    }
}

/// Runs a ``LoopbackServer`` for the length of `body`, and has stopped it when this returns.
///
/// - Parameters:
///   - port: 0 takes any free one.
///   - answer: called for each request, on several connections at once.
///   - body: uses the server.
/// - Throws: what `body` throws, or ``LoopbackError`` when the port is taken.
public func withLoopbackServer<Result>(
    port: UInt16 = 0,
    answering answer: @escaping @Sendable (HTTPRequest) async -> HTTPResponse,
    isolation: isolated (any Actor)? = #isolation,
    _ body: (LoopbackServer) async throws -> Result
) async throws -> Result {
    let server = try LoopbackServer(port: port)
    async let _ = server.serve(answer)
    return try await body(server)
}
