// SPDX-License-Identifier: Apache-2.0
// Of Vapor 4, only what docs/receiving.md uses, with the same signatures.

public import Foundation

public struct ByteBuffer: Sendable { public let readableBytesView: [UInt8] }

public struct ByteCount: Sendable {
    public init(value: Int) {}
}

public struct HTTPMethod: Sendable {
    public let rawValue: String
    public static let POST = HTTPMethod(rawValue: "POST")
}

public struct HTTPResponseStatus: Sendable {
    public init(statusCode: Int, reasonPhrase: String = "") {}
}

public struct HTTPHeaders: Sendable, Sequence {
    public func makeIterator() -> IndexingIterator<[(String, String)]> { [].makeIterator() }
    public mutating func add(name: String, value: String) {}
}

public struct HTTPBodyStreamStrategy: Sendable {
    public static func collect(maxSize: ByteCount?) -> HTTPBodyStreamStrategy { HTTPBodyStreamStrategy() }
}

public final class Request: Sendable {
    public struct Body: Sendable { public let data: ByteBuffer? }

    public let method = HTTPMethod.POST
    public let headers = HTTPHeaders()
    public let body = Body(data: nil)
}

public final class Response {
    public struct Body: Sendable {
        public init(data: Data) {}
    }

    public var headers = HTTPHeaders()
    public init(status: HTTPResponseStatus, body: Body) {}
}

public final class Application {
    public func on(
        _ method: HTTPMethod, _ path: String..., body: HTTPBodyStreamStrategy,
        use closure: @Sendable @escaping (Request) async throws -> Response
    ) {}
}
