// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// An HTTP request as plain values.
///
/// Its description shows the method and the path only: headers carry the API key and queries carry phone numbers.
public struct HTTPRequest: Sendable, Hashable {
    /// `GET`, `POST`, …, in capitals.
    public var method: String
    /// Absolute when sent, at least a path when received.
    public var url: URL
    public var headers: HTTPHeaders
    public var body: [UInt8]

    public init(method: String = "GET", url: URL, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(method) \(url.path)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["method": method, "path": url.path]) }
}
