// SPDX-License-Identifier: Apache-2.0
// Of Hummingbird 2, only what docs/receiving.md uses, with the same signatures.

@_exported import struct HTTPTypes.HTTPFields
@_exported import struct HTTPTypes.HTTPRequest
@_exported import struct HTTPTypes.HTTPResponse

public struct ByteBuffer: Sendable {
    public let readableBytesView: [UInt8]
    public init(bytes: some Sequence<UInt8>) { readableBytesView = Array(bytes) }
}

public struct BasicRequestContext: Sendable {}

public struct Request: Sendable {
    public struct Body: Sendable {
        public func collect(upTo maxSize: Int) async throws -> ByteBuffer { ByteBuffer(bytes: []) }
    }

    public let method: HTTPRequest.Method
    public let headers: HTTPFields
    public let body: Body
}

public struct Response: Sendable {
    public struct Body: Sendable {
        public init(byteBuffer: ByteBuffer) {}
    }

    public init(status: HTTPResponse.Status, headers: HTTPFields = HTTPFields(), body: Body) {}
}

public final class Router<Context> {
    @discardableResult
    public func post(
        _ path: String, use handler: @Sendable @escaping (Request, Context) async throws -> Response
    ) -> Self { self }
}
