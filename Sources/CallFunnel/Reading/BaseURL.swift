// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where the service is (C1): every path hangs under it, with exactly one slash between.
struct BaseURL: Sendable {
    private let text: String

    /// - Parameter text: surrounding white space is dropped, since settings come from files.
    init(_ text: String) throws(CallFunnelError) {
        func refused(_ why: String) -> CallFunnelError {
            CallFunnelError(.invalidConfiguration, "the base URL \(why); it looks like https://callfunnel.ai/api")
        }
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        // `URLComponents` would escape them, and every path would hang under another one than was meant.
        guard text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F && $0 != "\\" }) else {
            throw refused("has a space, a control character or a backslash in it")
        }
        guard let url = URLComponents(string: text), let scheme = url.scheme?.lowercased(), let host = url.host,
            !host.isEmpty
        else { throw refused("is not an absolute URL") }
        guard url.query == nil, url.fragment == nil else { throw refused("has a query or a fragment") }
        guard url.user == nil, url.password == nil else { throw refused("has a user name in it") }
        guard scheme == "https" || (scheme == "http" && Loopback.contains(host: host)) else {
            throw refused(
                "must begin with https:// (http:// only for this machine), or the key could be read on the way")
        }
        var trimmed = text
        while trimmed.hasSuffix("/") { trimmed.removeLast() }
        self.text = trimmed
    }

    /// The URL of an endpoint.
    /// - Throws: `invalidArgument` for a path segment that would lead to another path.
    func url(of endpoint: Endpoint) throws(CallFunnelError) -> URL {
        var whole = text
        for segment in endpoint.path {
            guard Self.isHarmless(segment) else {
                throw CallFunnelError(
                    .invalidArgument,
                    "an id in the path is empty or has a '/', '\\', '?', '#', '%', '..' or control character")
            }
            whole += "/" + PercentEncoding.encode(segment.utf8)
        }
        for (index, parameter) in endpoint.parameters.enumerated() {
            guard !parameter.value.isEmpty else {
                throw CallFunnelError(.invalidArgument, "the parameter '\(parameter.name)' is empty")
            }
            whole += (index == 0 ? "?" : "&") + parameter.name + "=" + PercentEncoding.encode(parameter.value.utf8)
        }
        guard let url = URL(string: whole) else {
            throw CallFunnelError(.invalidConfiguration, "the base URL cannot be extended by a path")
        }
        return url
    }

    private static func isHarmless(_ segment: String) -> Bool {
        !segment.isEmpty && segment != "." && !segment.contains("..")
            && segment.unicodeScalars.allSatisfy {
                !"/\\?#%".unicodeScalars.contains($0) && $0.value >= 0x20 && $0.value != 0x7F
            }
    }
}
