// SPDX-License-Identifier: Apache-2.0

/// Sends requests with Foundation's `URLSession`, hardened for a key that must not leak and a caller that must not
/// hang.
///
/// - Only `https`, or plain `http` to this machine (`localhost`, `127.0.0.0/8`, `::1`).
/// - A redirect is never followed: the 3xx itself is the response, so the key goes to the host you named and no other.
/// - No cache, no cookies, no stored credentials, nothing on disk.
/// - A response is bounded in size while it streams in, and a request in time, by ``Configuration-swift.struct``.
/// - Cancelling the task ends the request at once.
///
/// It sends once. Retrying is the work of ``CallFunnelClient`` above it. The proxy settings of the system (on Linux the
/// `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` variables) are honoured, for `http` to this machine as well.
///
/// One value holds one `URLSession` with its connections; copies share it, and it closes after the last copy is gone.
/// Make one and keep it.
public struct URLSessionTransport: Transport {
    /// What this transport was made with.
    public let configuration: Configuration
    private let timing: Timing
    private let session: Session

    /// - Parameter timing: the clock that ``Configuration-swift.struct/timeout`` is measured on.
    public init(configuration: Configuration = Configuration(), timing: Timing = .system) {
        self.configuration = configuration
        self.timing = timing
        session = Session(connectionsPerHost: configuration.maximumConnectionsPerHost)
    }

    /// Sends `request` once and returns what came, whatever its status.
    ///
    /// The header fields are those of the wire, while the body is decoded: `Content-Encoding` and `Content-Length` then
    /// speak of bytes you do not see. Repeated `Set-Cookie` or other fields may come joined by commas. A 401 or 407
    /// that asks for a password (`WWW-Authenticate: Basic`) comes without its body, because Foundation loses it.
    ///
    /// On Linux, a `POST` on a kept connection that the server drops at that very moment ends as
    /// ``CallFunnelError/Code-swift.struct/timedOut``: whether the server acted on it is unknown.
    ///
    /// - Throws: `CancellationError` when the task was cancelled, else a ``CallFunnelError``:
    ///   - ``CallFunnelError/Code-swift.struct/invalidConfiguration`` for a URL that is not `https` (or loopback
    ///     `http`), or holds a password, and for a header that cannot be sent as it is. No request was made. Not
    ///     retryable.
    ///   - ``CallFunnelError/Code-swift.struct/invalidArgument`` for a method that is no HTTP token. No request was
    ///     made. Not retryable.
    ///   - ``CallFunnelError/Code-swift.struct/responseTooLarge`` past
    ///     ``Configuration-swift.struct/maximumResponseSize``. Not retryable.
    ///   - ``CallFunnelError/Code-swift.struct/timedOut`` past ``Configuration-swift.struct/timeout``. Retryable.
    ///   - ``CallFunnelError/Code-swift.struct/unreachable`` when no whole response came, with a `URLError` as its
    ///     cause. Retryable.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let prepared = try Self.prepare(request)
        // The system's clock traps on deadlines beyond what 64 bits of nanoseconds hold.
        let timeout = min(configuration.timeout, Configuration.longestTimeout)
        let deadline = timing.elapsed() + timeout
        let ended = await timing.run(until: deadline) { [session, limit = configuration.maximumResponseSize] in
            try await session.load(prepared, limit: limit)
        }
        switch ended {
        case .finished(let response): return response
        case .failed(let error): throw error
        case .timedOut: throw CallFunnelError(.timedOut, "No whole response came within \(timeout).")
        }
    }
}

extension Transport where Self == URLSessionTransport {
    /// A new ``URLSessionTransport`` with its defaults. Each use opens a session of its own.
    public static var urlSession: URLSessionTransport { URLSessionTransport() }

    /// A new ``URLSessionTransport``. Each use opens a session of its own.
    public static func urlSession(
        _ configuration: URLSessionTransport.Configuration, timing: Timing = .system
    ) -> URLSessionTransport {
        URLSessionTransport(configuration: configuration, timing: timing)
    }
}
