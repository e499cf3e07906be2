// SPDX-License-Identifier: Apache-2.0

import Foundation

extension DeadLetter: Codable {
    public init(from decoder: any Decoder) throws {
        let json = try JSONValue(from: decoder)
        guard let letter = DeadLetter(json) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a dead letter, or one of a newer version"))
        }
        self = letter
    }

    public func encode(to encoder: any Encoder) throws {
        try json.encode(to: encoder)
    }

    private static let version: Int64 = 1

    var json: JSONValue {
        .object([
            "version": .number(.init(Self.version)),
            "name": .string(name),
            "first_failure": .string(firstFailure.description),
            "kept_at": .string(keptAt.description),
            "method": .string(request.method),
            "url": .string(request.url.absoluteString),
            "headers": .array(request.headers.fields.map { .array([.string($0.name), .string($0.value)]) }),
            "body": .string(Data(request.body).base64EncodedString()),
        ])
    }

    init?(_ json: JSONValue) {
        guard let fields = json.object, fields["version"]?.integer == Self.version,
            let name = fields["name"]?.string, let method = fields["method"]?.string,
            let firstFailure = fields["first_failure"]?.string.flatMap({ Timestamp($0) }),
            let keptAt = fields["kept_at"]?.string.flatMap({ Timestamp($0) }),
            let url = fields["url"]?.string.flatMap({ URL(string: $0) }),
            let body = fields["body"]?.string.flatMap({ Data(base64Encoded: $0) })
        else { return nil }
        var headers: HTTPHeaders = [:]
        for field in fields["headers"]?.array ?? [] {
            guard let pair = field.array?.compactMap(\.string), pair.count == 2 else { return nil }
            headers.add(pair[0], pair[1])
        }
        self.init(
            name: name, firstFailure: firstFailure, keptAt: keptAt,
            request: HTTPRequest(method: method, url: url, headers: headers, body: Array(body)))
    }
}
