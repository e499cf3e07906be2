// SPDX-License-Identifier: Apache-2.0

import CallFunnel
import Foundation

/// Path and query of a request, taken apart as a real server does: before any unescaping.
struct RequestTarget {
    /// Components after the leading slash, unescaped; an empty one stands for a doubled or trailing slash.
    let path: [String]
    /// Parameters in order, unescaped.
    let query: [Parameter]
    /// As it came.
    let text: String

    struct Parameter {
        let name: String
        let value: String
    }

    init(_ request: HTTPRequest) {
        let parts = URLComponents(url: request.url, resolvingAgainstBaseURL: true)
        let path = parts?.percentEncodedPath ?? ""
        let query = parts?.percentEncodedQuery
        text = path + (query.map { "?" + $0 } ?? "")
        self.path = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            Self.unescaped(String($0))
        }
        self.query = (query ?? "").split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = halves.count == 2 ? String(halves[1]) : ""
            return Parameter(name: Self.formUnescaped(String(halves[0])), value: Self.formUnescaped(value))
        }
    }

    /// The last value under this name, as the service's framework takes it.
    subscript(name: String) -> String? {
        query.last { $0.name == name }?.value
    }

    /// In a query a bare `+` is a space.
    private static func formUnescaped(_ text: String) -> String {
        unescaped(String(text.map { $0 == "+" ? " " : $0 }))
    }

    private static func unescaped(_ text: String) -> String {
        text.removingPercentEncoding ?? text
    }
}
