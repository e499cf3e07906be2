// SPDX-License-Identifier: Apache-2.0

import CallFunnel

/// One client's connection: reads requests and writes their responses, one after the other.
struct LoopbackConnection {
    let socket: Socket
    let origin: String
    let bodyLimit: Int
    let activity: Activity
    let answer: @Sendable (HTTPRequest) async -> HTTPResponse

    /// Ends when the client does, when something cannot be understood, or when the task is cancelled.
    func run() async {
        do {
            var parser = RequestParser(origin: origin, bodyLimit: bodyLimit)
            while try await serveNext(&parser) {}
            try await closeGently()
        } catch {
            // The client is gone or the server stops: there is nobody left to tell.
        }
    }

    /// - Returns: whether another request may follow.
    private func serveNext(_ parser: inout RequestParser) async throws -> Bool {
        let step: RequestParser.Step
        do {
            step = try parser.next()
        } catch {
            try await socket.send(ResponseWriter(HTTPResponse(status: error.status), to: "GET", staysOpen: false).bytes)
            return false
        }
        switch step {
        case .incomplete:
            let bytes = try await socket.receive()
            parser.append(bytes)
            return !bytes.isEmpty
        case .awaitsContinue:
            try await socket.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
            return true
        case .request(let request, let staysOpen):
            activity.begin()
            defer { activity.end() }
            let response = await answer(request)
            try Task.checkCancellation()
            let written = ResponseWriter(response, to: request.method, staysOpen: staysOpen)
            try await socket.send(written.bytes)
            return written.staysOpen
        }
    }

    /// Closing with bytes unread would reset the connection and could take the response from the client's hands. So
    /// only our side ends first; what still comes is thrown away, within bounds.
    private func closeGently() async throws {
        socket.endSending()
        var discarded = 0
        while discarded < 64 << 20 {
            let bytes = try await socket.receive()
            guard !bytes.isEmpty else { return }
            discarded += bytes.count
        }
    }
}
