// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation

/// Cuts the bytes of one connection into requests. A pure value: bytes in, requests out, nothing waits.
struct RequestParser {
    enum Step: Equatable {
        /// More bytes are needed.
        case incomplete
        /// The client waits for a `100 Continue` before it sends the body. Said once a request.
        case awaitsContinue
        case request(HTTPRequest, staysOpen: Bool)
    }

    /// Why the connection cannot go on: the status to say so.
    struct Refusal: Error, Equatable {
        let status: Int
    }

    static let headLimit = 64 << 10

    private enum Phase {
        case head
        case counted(RequestHead, length: Int)
        case chunked(RequestHead, ChunkedBody)
    }

    /// What relative targets are relative to, without a slash at its end.
    private let origin: String
    private let bodyLimit: Int
    private var input = ByteQueue()
    private var phase = Phase.head
    private var headLines: [[UInt8]] = []
    private var headSize = 0
    private var owesContinue = false

    init(origin: String, bodyLimit: Int = 8 << 20) {
        self.origin = origin
        self.bodyLimit = bodyLimit
    }

    mutating func append(_ bytes: [UInt8]) {
        input.append(bytes)
    }

    /// The next thing that can be said about the bytes so far. Call until ``Step/incomplete``.
    mutating func next() throws(Refusal) -> Step {
        if case .head = phase {
            guard let head = try nextHead() else { return .incomplete }
            phase =
                switch head.framing {
                case .counted(let length): .counted(head, length: length)
                case .chunked: .chunked(head, ChunkedBody(limit: bodyLimit))
                }
            owesContinue = head.awaitsContinue
        }
        guard let whole = try nextWhole() else {
            guard owesContinue else { return .incomplete }
            owesContinue = false
            return .awaitsContinue
        }
        phase = .head
        return whole
    }

    private mutating func nextWhole() throws(Refusal) -> Step? {
        switch phase {
        case .head: return nil
        case .counted(let head, let length):
            guard length <= bodyLimit else { throw Refusal(status: 413) }
            guard let body = input.take(length) else { return nil }
            return .request(head.request(body: body), staysOpen: head.staysOpen)
        case .chunked(let head, var chunks):
            phase = .head
            let body = try chunks.decode(&input)
            phase = .chunked(head, chunks)
            return body.map { .request(head.request(body: $0), staysOpen: head.staysOpen) }
        }
    }

    private mutating func nextHead() throws(Refusal) -> RequestHead? {
        while let line = try input.takeLine(limit: Self.headLimit - headSize, tooLong: 431) {
            headSize += line.count + 2
            if !line.isEmpty {
                headLines.append(line)
            } else if !headLines.isEmpty {
                let head = try RequestHead(headLines, origin: origin)
                headLines = []
                headSize = 0
                return head
            }
        }
        return nil
    }
}
