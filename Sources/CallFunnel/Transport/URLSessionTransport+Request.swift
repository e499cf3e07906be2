// SPDX-License-Identifier: Apache-2.0

import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

extension URLSessionTransport {
    /// The request as Foundation wants it, or the reason why it must not be sent.
    static func prepare(_ request: HTTPRequest) throws(CallFunnelError) -> URLRequest {
        try checkDestination(request.url)
        guard isToken(request.method) else {
            throw CallFunnelError(.invalidArgument, "The HTTP method is empty or holds characters it may not.")
        }
        var prepared = URLRequest(url: request.url)
        prepared.httpMethod = request.method
        for field in request.headers.fields {
            try check(field)
            prepared.addValue(field.value, forHTTPHeaderField: field.name)
        }
        if !request.body.isEmpty { prepared.httpBody = Data(request.body) }
        return prepared
    }

    private static func checkDestination(_ url: URL) throws(CallFunnelError) {
        guard let host = url.host, !host.isEmpty else {
            throw CallFunnelError(.invalidConfiguration, "The URL has no host.")
        }
        guard url.user == nil, url.password == nil else {
            throw CallFunnelError(.invalidConfiguration, "The URL holds a user name or a password.")
        }
        switch url.scheme?.lowercased() {
        case "https": return
        case "http" where Loopback.contains(host: host): return
        case "http":
            throw CallFunnelError(
                .invalidConfiguration, "Plain http would show the key to the network: use https for \(host).")
        default: throw CallFunnelError(.invalidConfiguration, "The URL is neither https nor http to this machine.")
        }
    }

    /// Foundation drops such fields without a word, and a key with a line break then looks like a wrong key.
    private static func check(_ field: HTTPHeaders.Field) throws(CallFunnelError) {
        guard isToken(field.name) else {
            throw CallFunnelError(.invalidConfiguration, "A header name is empty or holds characters it may not.")
        }
        guard !field.value.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else {
            throw CallFunnelError(
                .invalidConfiguration, "The value for the header \(field.name) holds a line break or a zero byte.")
        }
    }

    /// A name in the sense of RFC 9110, 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
