// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation

/// A request line and its header fields, read strictly: what could be understood in two ways is refused.
struct RequestHead {
    enum Framing: Equatable {
        case counted(Int)
        case chunked
    }

    let method: String
    let url: URL
    let headers: HTTPHeaders
    let framing: Framing
    let staysOpen: Bool
    let awaitsContinue: Bool

    /// - Parameter lines: the request line and at least no field, without line ends.
    init(_ lines: [[UInt8]], origin: String) throws(RequestParser.Refusal) {
        let words = (lines.first ?? []).split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count == 3, words[0].allSatisfy(Self.isTokenByte), !words[0].isEmpty else {
            throw RequestParser.Refusal(status: 400)
        }
        method = Self.text(words[0])
        url = try Self.url(Self.text(words[1]), origin: origin)
        headers = try Self.headers(lines.dropFirst())

        let version = Self.text(words[2])
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
            throw RequestParser.Refusal(status: version.hasPrefix("HTTP/") ? 505 : 400)
        }
        let isOld = version == "HTTP/1.0"
        guard headers.values(of: "Host").count == 1 || isOld else { throw RequestParser.Refusal(status: 400) }
        framing = try Self.framing(headers, isOld: isOld)
        let options = headers.values(of: "Connection").joined(separator: ",").lowercased()
            .split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        staysOpen = !options.contains("close") && (!isOld || options.contains("keep-alive"))
        switch headers["Expect"]?.lowercased() {
        case nil: awaitsContinue = false
        case "100-continue": awaitsContinue = !isOld
        default: throw RequestParser.Refusal(status: 417)
        }
    }

    func request(body: [UInt8]) -> HTTPRequest {
        HTTPRequest(method: method, url: url, headers: headers, body: body)
    }

    private static func url(_ target: String, origin: String) throws(RequestParser.Refusal) -> URL {
        let text = target.hasPrefix("/") ? origin + target : target
        guard let url = URL(string: text, encodingInvalidCharacters: false), url.scheme == "http", url.host != nil
        else {
            throw RequestParser.Refusal(status: 400)
        }
        return url
    }

    private static func headers(_ lines: some Sequence<[UInt8]>) throws(RequestParser.Refusal) -> HTTPHeaders {
        var headers: HTTPHeaders = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0, line[..<colon].allSatisfy(isTokenByte)
            else { throw RequestParser.Refusal(status: 400) }
            let value = line[(colon + 1)...].drop(while: isBlank)
            let end = value.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? value.startIndex
            headers.add(text(line[..<colon]), text(value[..<end]))
        }
        return headers
    }

    private static func framing(_ headers: HTTPHeaders, isOld: Bool) throws(RequestParser.Refusal) -> Framing {
        let lengths = headers.values(of: "Content-Length")
        let codings = headers.values(of: "Transfer-Encoding")
        guard codings.isEmpty else {
            guard lengths.isEmpty, !isOld else { throw RequestParser.Refusal(status: 400) }
            guard codings.count == 1, codings[0].lowercased() == "chunked" else {
                throw RequestParser.Refusal(status: 501)
            }
            return .chunked
        }
        guard let first = lengths.first else { return .counted(0) }
        let digits = first.utf8
        guard lengths.allSatisfy({ $0 == first }), !digits.isEmpty,
            digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        else { throw RequestParser.Refusal(status: 400) }
        guard let length = Int(first) else { throw RequestParser.Refusal(status: 413) }
        return .counted(length)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    /// UTF-8, or byte by byte where it is not: nothing is replaced.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
